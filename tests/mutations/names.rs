//! Names inside files that lead out of the opened folder: refused, and nothing outside is read.

use std::path::Path;

use augscope::dataset::{Dataset, OpenOptions};
use augscope::image::{Samples, read};

use super::tiff_writer::{Page, Tiff};

/// The value of every pixel of what lies outside: where it turns up, something was read that must not be.
const SECRET: u32 = 54_321;

/// Names that lead out of a folder, or nowhere. `secret` lies beside the opened folder.
fn hostile(secret: &Path) -> Vec<String> {
    let whole = secret.to_str().unwrap().to_owned();
    let name = secret.file_name().unwrap().to_str().unwrap();
    let mut names: Vec<String> = [
        "../NAME",
        "./../NAME",
        "x/../../NAME",
        "x/y/../../../NAME",
        "..\\NAME",
        "x\\..\\..\\NAME",
        ".././NAME",
        "..//NAME",
        "../../inside/../NAME",
        "../inside/../NAME",
        "inside/../../NAME",
        ".. /NAME",
        "... /NAME",
        ".../NAME",
        "../NAME\0",
        "\0../NAME",
        "C:\\NAME",
        "C:NAME",
        "c:/NAME",
        "\\\\host\\share\\NAME",
        "//host/share/NAME",
        "\\NAME",
        "/NAME",
        "file:///NAME",
        "\\\\?\\C:\\NAME",
        "~/NAME",
        "%2e%2e/NAME",
        "..%2fNAME",
        "out/NAME",
        "link",
        "up/NAME",
        "",
        ".",
        "./",
        "..",
        "/",
        "/etc/passwd",
        "/dev/zero",
        "/proc/self/mem",
        "CON",
        "NUL",
        "aux.tif",
    ]
    .iter()
    .map(|text| text.replace("NAME", name))
    .collect();
    names.push(whole.clone());
    names.push(format!("/{whole}"));
    names.push(format!("x/{whole}"));
    names.push(whole.replace('/', "\\"));
    names
}

fn page() -> Page {
    Page::new(4, 4, vec![vec![7; 16]])
}

/// A name as it stands in a JSON text.
fn json(name: &str) -> String {
    serde_json::to_string(name).unwrap()
}

fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// A folder `inside` with links that lead out, beside which `secret.NAME` is to lie.
#[cfg(unix)]
fn links(inside: &Path, secret: &Path) {
    std::fs::create_dir_all(inside.join("x/y")).unwrap();
    std::os::unix::fs::symlink(secret, inside.join("link")).unwrap();
    std::os::unix::fs::symlink(inside.parent().unwrap(), inside.join("up")).unwrap();
    std::os::unix::fs::symlink(inside.parent().unwrap(), inside.join("out")).unwrap();
}

#[cfg(not(unix))]
fn links(inside: &Path, _: &Path) {
    std::fs::create_dir_all(inside.join("x/y")).unwrap();
}

/// The description of an image whose first plane is here and whose second lies in `name`.
fn ome(name: &str) -> String {
    let escaped = name.replace('&', "&amp;").replace('"', "&quot;").replace('\0', "&#0;");
    format!(
        "<?xml version=\"1.0\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\" UUID=\"urn:uuid:1\"><Image \
         ID=\"Image:0\"><Pixels ID=\"Pixels:0\" DimensionOrder=\"XYCZT\" Type=\"uint16\" SizeX=\"4\" SizeY=\"4\" SizeC=\"2\" \
         SizeZ=\"1\" SizeT=\"1\"><TiffData FirstC=\"0\" IFD=\"0\" PlaneCount=\"1\"><UUID \
         FileName=\"own.ome.tif\">urn:uuid:1</UUID></TiffData><TiffData FirstC=\"1\" IFD=\"0\" PlaneCount=\"1\"><UUID \
         FileName=\"{escaped}\">urn:uuid:2</UUID></TiffData></Pixels></Image></OME>"
    )
}

#[test]
fn names_in_ome_xml_lead_nowhere() {
    let place = tempfile::tempdir().unwrap();
    let (inside, secret) = (place.path().join("inside"), place.path().join("secret.tif"));
    write(&secret, Tiff::new(vec![Page::new(4, 4, vec![vec![SECRET; 16]])]).bytes());
    links(&inside, &secret);
    let own = inside.join("own.ome.tif");
    let names = hostile(&secret);
    assert!(names.len() >= 25);
    for name in &names {
        let mut first = page();
        first.description = Some(ome(name));
        write(&own, Tiff::new(vec![first]).bytes());
        let error = read(&own).err().unwrap_or_else(|| panic!("{name:?} was read")).to_string();
        assert!(error.contains("own.ome.tif"), "{name:?}: {error}");
        // A description in another file is such a name, too.
        let mut first = page();
        let escaped = name.replace('"', "&quot;").replace('\0', "&#0;");
        first.description = Some(format!(
            "<?xml version=\"1.0\"?><OME xmlns=\"x\" UUID=\"urn:uuid:1\"><BinaryOnly MetadataFile=\"{escaped}\" UUID=\"urn:uuid:3\"/></OME>"
        ));
        write(&own, Tiff::new(vec![first]).bytes());
        // An empty name names no file: the picture is then one without a description.
        assert!(read(&own).is_err() || name.trim().is_empty(), "{name:?} was read as a description");
    }
    // The same file inside the folder is read.
    write(&inside.join("x/other.tif"), std::fs::read(&secret).unwrap());
    let mut first = page();
    first.description = Some(ome("x/other.tif"));
    write(&own, Tiff::new(vec![first]).bytes());
    let image = read(&own).unwrap();
    assert_eq!((image.planes, image.samples.get(16)), (2, Some(f64::from(SECRET))));
    // Not where it is another file than the one that was meant.
    let text = ome("none").replace("<Image", "<Image Name=\"n\"").replace("urn:uuid:1", "urn:uuid:9");
    let mut other = Page::new(4, 4, vec![vec![SECRET; 16]]);
    other.description = Some(text);
    write(&inside.join("x/other.tif"), Tiff::new(vec![other]).bytes());
    assert!(read(&own).unwrap_err().to_string().contains("UUID"));
}

/// An image of Zarr 2 whose largest level is called `level`.
fn image_of(folder: &Path, level: &str) {
    write(
        &folder.join(".zattrs"),
        format!(
            r#"{{"multiscales": [{{"axes": [{{"name": "y"}}, {{"name": "x"}}], "datasets": [{{"path": {}}}]}}]}}"#,
            json(level)
        ),
    );
    write(&folder.join(".zgroup"), r#"{"zarr_format": 2}"#);
}

/// An array of Zarr 2 with this value everywhere.
fn array_of(folder: &Path, value: u16) {
    write(
        &folder.join(".zarray"),
        r#"{"zarr_format": 2, "shape": [4, 4], "chunks": [4, 4], "dtype": "<u2", "compressor": null, "fill_value": 0, "order": "C",
        "filters": null}"#,
    );
    write(&folder.join("0.0"), value.to_le_bytes().repeat(16));
}

fn holds_the_secret(samples: &Samples) -> bool {
    (0..samples.len()).any(|i| samples.get(i) == Some(f64::from(SECRET)))
}

#[test]
fn names_in_zarr_lead_nowhere() {
    let place = tempfile::tempdir().unwrap();
    let (inside, secret) = (place.path().join("inside.zarr"), place.path().join("secret"));
    array_of(&secret, SECRET as u16);
    links(&inside, &secret);
    let names = hostile(&secret);
    for name in &names {
        image_of(&inside, name);
        let error = read(&inside).err().unwrap_or_else(|| panic!("{name:?} was read")).to_string();
        assert!(error.contains("inside.zarr"), "{name:?}: {error}");
    }
    // Wells and images of a plate.
    let plate = place.path().join("plate.zarr");
    links(&plate, &secret);
    image_of(&secret, ".");
    for name in &names {
        write(
            &plate.join(".zattrs"),
            format!(r#"{{"plate": {{"wells": [{{"path": {}}}, {{"path": "A/1"}}]}}}}"#, json(name)),
        );
        write(
            &plate.join("A/1/.zattrs"),
            format!(r#"{{"well": {{"images": [{{"path": {}}}]}}}}"#, json(name)),
        );
        let error = Dataset::open(&plate, &OpenOptions::default()).unwrap_err().to_string();
        assert!(error.contains("plate.zarr"), "{name:?}: {error}");
    }
    // Chunks and descriptions that are links.
    #[cfg(unix)]
    {
        image_of(&inside, "0");
        array_of(&inside.join("0"), 7);
        assert!(!holds_the_secret(&read(&inside).unwrap().samples));
        for name in ["0.0", ".zarray"] {
            let own = inside.join("0").join(name);
            let kept = std::fs::read(&own).unwrap();
            std::fs::remove_file(&own).unwrap();
            std::os::unix::fs::symlink(secret.join(name), &own).unwrap();
            let error = read(&inside).unwrap_err().to_string();
            assert!(error.contains("link that leads out"), "{name}: {error}");
            std::fs::remove_file(&own).unwrap();
            std::fs::write(&own, kept).unwrap();
        }
    }
    image_of(&inside, "0");
    assert_eq!(read(&inside).unwrap().samples.get(0), Some(7.0));
}
