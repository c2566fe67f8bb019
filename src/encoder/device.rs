//! [`DeviceChoice`]: where an encoder is trained, which such devices there are, and why one is missing.
//!
//! The one file that asks for what the program was built with.

use std::fmt;
use std::str::FromStr;

use candle_core::{Device, DeviceLocation};

use super::error::EncoderError;

/// Where an encoder is trained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DeviceChoice {
    /// A graphics card where the program was built for one and one answers, or else the processor.
    #[default]
    Auto,
    /// The processor.
    Cpu,
    /// The NVIDIA card of this number, from 0.
    Cuda(usize),
    /// The Apple graphics processor.
    Metal,
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(0) => f.write_str("cuda"),
            Self::Cuda(number) => write!(f, "cuda:{number}"),
            Self::Metal => f.write_str("metal"),
        }
    }
}

impl FromStr for DeviceChoice {
    type Err = EncoderError;

    fn from_str(word: &str) -> Result<Self, EncoderError> {
        match word {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            "cuda" => Ok(Self::Cuda(0)),
            "metal" => Ok(Self::Metal),
            _ => word
                .strip_prefix("cuda:")
                .and_then(|number| number.parse().ok())
                .map(Self::Cuda)
                .ok_or_else(|| EncoderError::UnknownDevice(word.to_owned())),
        }
    }
}

/// A device that can be chosen, or could be if something were otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AvailableDevice {
    /// How it is chosen.
    pub choice: DeviceChoice,
    /// What it calls itself.
    pub name: String,
    /// Why it cannot be chosen, as a sentence without its full stop; none where it can.
    pub missing: Option<String>,
}

/// The processor, and every graphics card; a kind without any card has one entry that says why.
/// Asks the drivers, which may take some tenths of a second.
pub fn available_devices() -> Vec<AvailableDevice> {
    let name = format!("processor ({})", processor());
    let mut devices = vec![AvailableDevice { choice: DeviceChoice::Cpu, name, missing: None }];
    match cuda_cards() {
        Ok(names) => devices.extend(names.into_iter().enumerate().map(|(number, name)| AvailableDevice {
            choice: DeviceChoice::Cuda(number),
            name,
            missing: None,
        })),
        Err(why) => devices.push(missing(DeviceChoice::Cuda(0), "NVIDIA graphics card", why)),
    }
    match metal_card() {
        Ok(_) => devices.push(AvailableDevice {
            choice: DeviceChoice::Metal,
            name: "Apple graphics processor".to_owned(),
            missing: None,
        }),
        // Nobody elsewhere asks why there is no Apple graphics.
        Err(why) if cfg!(target_os = "macos") => {
            devices.push(missing(DeviceChoice::Metal, "Apple graphics processor", why));
        }
        Err(_) => {}
    }
    devices
}

fn missing(choice: DeviceChoice, name: &str, why: String) -> AvailableDevice {
    AvailableDevice { choice, name: name.to_owned(), missing: Some(why) }
}

/// Opens the chosen device. *Auto* is the first graphics card, or the processor.
///
/// # Errors
/// Says why the chosen device cannot be used; *auto* and *cpu* never fail.
pub fn open_device(choice: DeviceChoice) -> Result<Device, EncoderError> {
    let opened = match choice {
        DeviceChoice::Cpu => Ok(Device::Cpu),
        DeviceChoice::Auto => Ok(cuda_card(0).or_else(|_| metal_card()).unwrap_or(Device::Cpu)),
        DeviceChoice::Cuda(number) => cuda_card(number),
        DeviceChoice::Metal => metal_card(),
    };
    opened.map_err(|why| EncoderError::NoDevice { choice, why })
}

/// What an opened device calls itself.
pub fn device_name(device: &Device) -> String {
    match device.location() {
        DeviceLocation::Cpu => format!("processor ({})", processor()),
        DeviceLocation::Cuda { gpu_id } => cuda_cards()
            .ok()
            .and_then(|names| names.into_iter().nth(gpu_id))
            .unwrap_or_else(|| format!("NVIDIA card {gpu_id}")),
        DeviceLocation::Metal { .. } => "Apple graphics processor".to_owned(),
    }
}

/// The features that the program was built with, of those for graphics cards.
pub fn built_for() -> Vec<&'static str> {
    let features = [
        ("cuda", cfg!(feature = "cuda")),
        ("cudnn", cfg!(feature = "cudnn")),
        ("metal", cfg!(feature = "metal")),
    ];
    features.into_iter().filter_map(|(name, built)| built.then_some(name)).collect()
}

/// The widest instructions of this machine's processor that arithmetic can use.
pub fn processor() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    {
        if std::arch::is_x86_feature_detected!("avx512f") {
            "avx512"
        } else if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
            "avx2"
        } else {
            "portable"
        }
    }
    #[cfg(target_arch = "aarch64")]
    {
        "neon"
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    {
        "portable"
    }
}

#[cfg(not(feature = "cuda"))]
const NO_CUDA: &str = "this program was built without CUDA; a program that was made by scripts/cuda-build can use \
                       NVIDIA cards";

/// The names of the NVIDIA cards.
#[cfg(not(feature = "cuda"))]
fn cuda_cards() -> Result<Vec<String>, String> {
    Err(NO_CUDA.to_owned())
}

#[cfg(not(feature = "cuda"))]
fn cuda_card(_number: usize) -> Result<Device, String> {
    Err(NO_CUDA.to_owned())
}

/// The names of the NVIDIA cards; there is at least one.
#[cfg(feature = "cuda")]
fn cuda_cards() -> Result<Vec<String>, String> {
    use candle_core::cuda_backend::cudarc::driver::{CudaContext, result::device, sys::CUresult};
    let count = match CudaContext::device_count().map_err(|error| error.0) {
        Ok(count) => count,
        // The first is what the program's own door to the driver answers where it found none.
        Err(CUresult::CUDA_ERROR_STUB_LIBRARY) => {
            return Err("there is no driver for NVIDIA cards on this machine".to_owned());
        }
        Err(CUresult::CUDA_ERROR_NO_DEVICE) => 0,
        Err(error) => return Err(format!("the driver for NVIDIA cards does not answer ({error:?})")),
    };
    if count < 1 {
        return Err("the driver for NVIDIA cards found no card".to_owned());
    }
    let name = |number| device::get(number).and_then(device::get_name);
    Ok((0..count).map(|number| name(number).unwrap_or_else(|_| format!("NVIDIA card {number}"))).collect())
}

#[cfg(feature = "cuda")]
fn cuda_card(number: usize) -> Result<Device, String> {
    let count = cuda_cards()?.len();
    if number >= count {
        return Err(format!("there is no NVIDIA card {number}; the last one is cuda:{}", count - 1));
    }
    Device::new_cuda(number).map_err(|error| format!("the NVIDIA card cannot be used ({error})"))
}

#[cfg(not(feature = "metal"))]
fn metal_card() -> Result<Device, String> {
    Err("this program was built without Metal; build it with --features metal on a Mac".to_owned())
}

#[cfg(feature = "metal")]
fn metal_card() -> Result<Device, String> {
    Device::new_metal(0).map_err(|error| format!("the Apple graphics processor cannot be used ({error})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_read_as_they_are_written() {
        for word in ["auto", "cpu", "cuda", "cuda:3", "metal"] {
            assert_eq!(word.parse::<DeviceChoice>().unwrap().to_string(), word);
        }
        assert_eq!("cuda:0".parse::<DeviceChoice>().unwrap(), DeviceChoice::Cuda(0));
        for word in ["gpu", "cuda:", "cuda:x", "CPU", ""] {
            let error = word.parse::<DeviceChoice>().unwrap_err().to_string();
            assert!(error.contains("auto, cpu"), "{error}");
        }
    }

    #[test]
    fn what_is_said_to_be_there_opens_and_what_is_missing_says_why() {
        assert!(matches!(open_device(DeviceChoice::Cpu), Ok(Device::Cpu)));
        assert!(open_device(DeviceChoice::Auto).is_ok());
        let devices = available_devices();
        assert_eq!(devices.first().map(|d| d.choice), Some(DeviceChoice::Cpu));
        assert_eq!(devices.first().map(|d| d.name.clone()), Some(device_name(&Device::Cpu)));
        for device in devices {
            match (open_device(device.choice), device.missing) {
                (Ok(_), None) => {}
                (Err(error), Some(why)) => assert!(error.to_string().contains(&why), "{error}"),
                (opened, missing) => panic!("{}: {opened:?}, but missing is {missing:?}", device.choice),
            }
        }
    }
}
