//! The map of an embedding: every image as a point of the plane, how far the map can be trusted, and what stands for
//! each cluster. The list of ways to draw it is [`Projection`].

mod eigenvectors;
mod euclidean;
mod medoids;
mod pca;
mod projection;
mod trustworthiness;
mod tsne;

pub use medoids::{Cluster, medoids};
pub use pca::{Pca, pca};
pub use projection::Projection;
pub use trustworthiness::trustworthiness;
pub use tsne::{ROUNDS, tsne};
