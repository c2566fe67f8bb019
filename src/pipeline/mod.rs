//! Not written in this commit.
