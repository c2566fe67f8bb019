//! [`reason_in_words`]: why a job waits, for somebody who does not know Slurm.

/// Slurm's words for why a job waits (squeue(1), JOB REASON CODES), and what they mean.
const REASONS: [(&str, &str); 17] = [
    ("Resources", "no computer of the cluster is free yet"),
    ("Priority", "other people's work goes first"),
    ("None", "the cluster has not looked at it yet"),
    ("JobArrayTaskLimit", "as many runs are at work as you allow at once"),
    ("Dependency", "it waits for the runs that were handed over before"),
    ("BeginTime", "it begins at a later time"),
    ("JobHeldUser", "it is held: scontrol release lets it go on"),
    ("JobHeldAdmin", "the cluster's administrator holds it"),
    ("ReqNodeNotAvail", "the computers that it needs are switched off or reserved"),
    ("PartitionDown", "the partition is switched off"),
    ("PartitionTimeLimit", "it asks for more time than the partition allows: set a shorter time limit"),
    (
        "PartitionNodeLimit",
        "it asks for more than the partition has: ask for fewer cores, cards or less memory",
    ),
    ("AssocGrpCpuLimit", "your account uses all cores that it may"),
    ("AssocGrpGRES", "your account uses all graphics cards that it may"),
    ("AssocMaxJobsLimit", "your account has as many jobs as it may"),
    ("QOSMaxJobsPerUserLimit", "you have as many jobs as you may at once"),
    ("QOSMaxCpuPerUserLimit", "you use as many cores as you may at once"),
];

/// What Slurm's word for why a job waits means; the word itself where it is a rare one. Some words are followed by more
/// ("ReqNodeNotAvail, UnavailableNodes:n3").
pub fn reason_in_words(code: &str) -> &str {
    let word = code.split([',', ' ', '(']).next().unwrap_or(code);
    REASONS.iter().find(|(known, _)| *known == word).map_or(code, |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_reasons_are_told_in_words_and_rare_ones_as_they_are() {
        assert_eq!(reason_in_words("Resources"), "no computer of the cluster is free yet");
        assert!(reason_in_words("ReqNodeNotAvail, UnavailableNodes:n3").contains("reserved"));
        assert_eq!(reason_in_words("FrontEndDown"), "FrontEndDown");
    }
}
