//! The scripts: `job.sh`, which does one task of an array, and `submit.sh` for clusters reached only by hand.

use super::Profile;
use crate::run::engine::EngineError;
use crate::run::engine::quote::{plain, quoted, quoted_path};
use std::fmt::Write;
use std::path::Path;

/// What a job script starts.
#[derive(Debug)]
pub struct Started<'a> {
    /// The program.
    pub program: &'a Path,
    /// The study's file; a relative one is below the study's folder.
    pub study: &'a Path,
    /// The images, where they are not those that the study's file names.
    pub data: Option<&'a Path>,
    /// Threads of a run; 0 for as many as the task has cores.
    pub threads: usize,
}

/// The end of every job script. The batch shell alone is told that time is up; it tells the program, which saves and ends.
const TASK: &str = r#"list=$1
name=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" "$list")
if [ -z "$name" ]; then
  echo "there is no line $((SLURM_ARRAY_TASK_ID + 1)) in $list" >&2
  exit 2
fi

asked= child=
pause() {
  asked=yes
  [ -z "$child" ] || kill -TERM "$child" 2> /dev/null
}
trap pause TERM
"$program" study "$study" --out . "${data[@]}" --threads "$threads" --only "$name" < /dev/null &
child=$!
[ -z "$asked" ] || kill -TERM "$child" 2> /dev/null
# A signal ends the first wait early; the shell remembers how the program ended.
while kill -0 "$child" 2> /dev/null; do wait "$child"; done
wait "$child"
code=$?

# One task of an array has the array's own number as its job's: both numbers together mean that task alone.
job=$SLURM_JOB_ID
[ -z "${SLURM_ARRAY_JOB_ID:-}" ] || job=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID
# 130: paused, with everything saved. Where time was up the task queues again; where somebody took it back it does not.
if [ "$code" = 130 ]; then
  if [ -n "$asked" ] && [ ! -e slurm/cancelled ] &&
    [ "$(squeue -h -j "$job" -o %T 2> /dev/null)" = RUNNING ]; then
    echo "$name: time is up; it goes on in its next turn"
    scontrol requeue "$job"
  fi
  exit 0
fi
exit "$code"
"#;

/// The text of `job.sh`.
///
/// # Errors
/// Where a path or setting cannot be written into it.
pub fn job_script(profile: &Profile, started: &Started) -> Result<String, EngineError> {
    let mut text = String::from("#!/bin/bash\n");
    for option in
        ["signal=B:TERM@120", "requeue", "open-mode=append", "output=slurm/logs/%A_%a.txt", "ntasks=1"]
    {
        let _ = writeln!(text, "#SBATCH --{option}");
    }
    for (name, value) in profile.options() {
        let _ = writeln!(text, "#SBATCH --{name}={}", plain(name, &value)?);
    }
    text.push_str(
        "# Does one run of a study: the one in the line of the list $1 that the task's number says.\n",
    );
    text.push_str("# The present folder is the study's. AUGSCOPE and AUGSCOPE_DATA stand for other places on the cluster.\n\n");
    for module in &profile.modules {
        let _ = writeln!(text, "module load {}", quoted(module)?);
    }
    for line in &profile.prologue {
        let _ = writeln!(text, "{line}");
    }
    let _ = writeln!(text, "program=${{AUGSCOPE:-}}");
    let program = profile.program.as_deref().unwrap_or(started.program);
    let _ = writeln!(text, "[ -n \"$program\" ] || program={}", quoted_path(program)?);
    let _ = writeln!(text, "study={}", quoted_path(started.study)?);
    let data = started.data.map(quoted_path).transpose()?;
    let _ = writeln!(text, "data=({})", data.map_or_else(String::new, |path| format!("--data {path}")));
    text.push_str("[ -z \"${AUGSCOPE_DATA:-}\" ] || data=(--data \"$AUGSCOPE_DATA\")\n");
    match started.threads {
        0 => text.push_str("threads=${SLURM_CPUS_PER_TASK:-1}\n"),
        threads => {
            let _ = writeln!(text, "threads={threads}");
        }
    }
    text.push_str(TASK);
    Ok(text)
}

/// The arguments of `sbatch` for one array of `tasks` tasks, of which at most `at_once` run; `after` are the jobs that must
/// have ended before, with colons between, so that several arrays together keep to `at_once`.
pub fn sbatch_arguments(
    tasks: usize,
    at_once: Option<usize>,
    job_name: &str,
    after: Option<&str>,
    list: &str,
) -> Vec<String> {
    let limit = at_once.map_or_else(String::new, |limit| format!("%{limit}"));
    let mut arguments = vec![
        "--parsable".to_owned(),
        format!("--array=0-{}{limit}", tasks.saturating_sub(1)),
        format!("--job-name={job_name}"),
    ];
    arguments.extend(after.filter(|_| at_once.is_some()).map(|job| format!("--dependency=afterany:{job}")));
    arguments.extend(["slurm/job.sh".to_owned(), list.to_owned()]);
    arguments
}

/// The text of `submit.sh`, for arrays given by their tasks, the job's name and the list.
///
/// # Errors
/// Where a word cannot be written into it.
pub fn submit_script(
    arrays: &[(usize, String, String)],
    at_once: Option<usize>,
) -> Result<String, EngineError> {
    let mut text = String::from(
        "#!/bin/bash\n# Hands the runs of the study over to Slurm: bash slurm/submit.sh\nset -eu\ncd \"$(dirname \"$0\")/..\"\n\
         mkdir -p slurm/logs\nrm -f slurm/cancelled\n",
    );
    for (number, (tasks, name, list)) in arrays.iter().enumerate() {
        let after = (number > 0).then_some("${job%%;*}");
        let words = sbatch_arguments(*tasks, at_once, name, after, list);
        let words = words.iter().map(|word| {
            // The number of the job before is the shell's to fill in.
            if word.starts_with("--dependency=") { Ok(format!("\"{word}\"")) } else { quoted(word) }
        });
        let words = words.collect::<Result<Vec<_>, _>>()?.join(" ");
        let _ = writeln!(text, "job=$(sbatch {words})\necho \"{tasks} runs as job $job\"");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use std::process::Command;

    fn script(profile: &Profile, program: &str, study: &str) -> Result<String, EngineError> {
        let started =
            Started { program: Path::new(program), study: Path::new(study), data: None, threads: 0 };
        job_script(profile, &started)
    }

    #[test]
    fn the_script_says_what_the_profile_asks() {
        let profile = Profile {
            partition: Some("gpu".into()),
            time: Some("02:00:00".into()),
            modules: vec!["cuda/12".into()],
            prologue: vec!["export A=1".into()],
            ..Profile::default()
        };
        let text = script(&profile, "/opt/augscope", "/lab/it's/study.toml").unwrap();
        for words in [
            "#SBATCH --signal=B:TERM@120\n#SBATCH --requeue\n#SBATCH --open-mode=append\n",
            "#SBATCH --partition=gpu\n",
            "#SBATCH --time=02:00:00\n",
            "#SBATCH --cpus-per-task=2\n",
            "module load 'cuda/12'\nexport A=1\n",
            r"study='/lab/it'\''s/study.toml'",
        ] {
            assert!(text.contains(words), "{words} is missing in\n{text}");
        }
        assert!(script(&profile, "/opt/a\nb", "s.toml").is_err());
        let evil = Profile { partition: Some("gpu\n#SBATCH --wrap=x".into()), ..Profile::default() };
        assert!(script(&evil, "/opt/augscope", "s.toml").is_err());
    }

    /// A program that writes its arguments, a line each, and ends with `code` after TERM or at once.
    fn made_up(folder: &Path, waits: bool, code: i32) -> PathBuf {
        let path = folder.join("program $(touch x) `y`.sh");
        let wait =
            if waits { "trap 'echo told; exit 130' TERM\ntouch begun\nsleep 20 &\nwait\n" } else { "" };
        std::fs::write(&path, format!("#!/bin/bash\nprintf '%s\\n' \"$@\"\n{wait}exit {code}\n")).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        path
    }

    #[cfg(unix)]
    #[test]
    fn hostile_names_stay_names_and_term_is_passed_on() {
        let folder = tempfile::tempdir().unwrap();
        let (list, job) = (folder.path().join("list"), folder.path().join("job.sh"));
        std::fs::write(&list, "first\nsecond\n").unwrap();
        let study = "a \"b\" $(touch pwned) `touch pwned`; touch pwned.toml";
        for (waits, code, expected) in [(false, 0, 0), (false, 3, 3), (true, 0, 0)] {
            let program = made_up(folder.path(), waits, code);
            let text = script(&Profile::default(), program.to_str().unwrap(), study).unwrap();
            std::fs::write(&job, text).unwrap();
            let child = Command::new("bash")
                .arg(&job)
                .arg(&list)
                .current_dir(folder.path())
                // Nothing of a real cluster is called.
                .env("PATH", "/usr/bin:/bin")
                .env("SLURM_CONF", "/nowhere")
                .env("SLURM_ARRAY_TASK_ID", "1")
                .env("SLURM_JOB_ID", "1")
                .env_remove("AUGSCOPE")
                .env_remove("AUGSCOPE_DATA")
                .stdout(std::process::Stdio::piped())
                .spawn()
                .unwrap();
            while waits && !folder.path().join("begun").exists() {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            if waits {
                let shell = rustix::process::Pid::from_raw(child.id().cast_signed()).unwrap();
                rustix::process::kill_process(shell, rustix::process::Signal::TERM).unwrap();
            }
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout);
            assert_eq!(output.status.code(), Some(expected), "{said}");
            assert!(
                said.contains(&format!("study\n{study}\n--out\n.\n--threads\n1\n--only\nsecond\n")),
                "{said}"
            );
            assert_eq!(said.contains("told"), waits, "{said}");
        }
        assert!(!folder.path().join("pwned").exists() && !folder.path().join("pwned.toml").exists());
        assert!(!folder.path().join("x").exists());
    }

    /// The last task of an array to begin has the array's number as its own: asked for by that, Slurm means all tasks.
    #[cfg(unix)]
    #[test]
    fn a_task_whose_time_is_up_asks_and_queues_for_itself_alone() {
        let folder = tempfile::tempdir().unwrap();
        let programs = folder.path().join("programs");
        std::fs::create_dir(&programs).unwrap();
        let list = folder.path().join("list");
        std::fs::write(&list, "first\nsecond\n").unwrap();
        let program = made_up(folder.path(), true, 0);
        for (name, says) in [("squeue", "echo RUNNING\n"), ("scontrol", "")] {
            let path = programs.join(name);
            std::fs::write(&path, format!("#!/bin/bash\necho \"{name} $*\" >> calls\n{says}")).unwrap();
            std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        }
        let job = folder.path().join("job.sh");
        std::fs::write(&job, script(&Profile::default(), program.to_str().unwrap(), "s.toml").unwrap())
            .unwrap();
        for (array, asked) in [(Some("7"), "7_1"), (None, "7")] {
            let _ = std::fs::remove_file(folder.path().join("begun"));
            let _ = std::fs::remove_file(folder.path().join("calls"));
            let mut command = Command::new("bash");
            command.arg(&job).arg(&list).current_dir(folder.path());
            command.env("PATH", format!("{}:/usr/bin:/bin", programs.display()));
            command.env("SLURM_ARRAY_TASK_ID", "1").env("SLURM_JOB_ID", "7");
            command.env_remove("SLURM_ARRAY_JOB_ID").env_remove("AUGSCOPE").env_remove("AUGSCOPE_DATA");
            command.envs(array.map(|number| ("SLURM_ARRAY_JOB_ID", number)));
            let child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
            while !folder.path().join("begun").exists() {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            let shell = rustix::process::Pid::from_raw(child.id().cast_signed()).unwrap();
            rustix::process::kill_process(shell, rustix::process::Signal::TERM).unwrap();
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
            let calls = std::fs::read_to_string(folder.path().join("calls")).unwrap();
            assert_eq!(calls, format!("squeue -h -j {asked} -o %T\nscontrol requeue {asked}\n"));
        }
    }

    #[test]
    fn arrays_after_another_wait_for_it_where_few_may_run_at_once() {
        let words = sbatch_arguments(20, Some(2), "tiny.ab.1", None, "slurm/lists/1.txt");
        assert_eq!(
            words.join(" "),
            "--parsable --array=0-19%2 --job-name=tiny.ab.1 slurm/job.sh slurm/lists/1.txt"
        );
        assert!(
            sbatch_arguments(5, None, "a", Some("7"), "l").iter().all(|word| !word.contains("dependency"))
        );
        let arrays = [(3, "t.1".to_owned(), "l1".to_owned()), (2, "t.2".to_owned(), "l2".to_owned())];
        let text = submit_script(&arrays, Some(1)).unwrap();
        assert!(text.contains("job=$(sbatch '--parsable' '--array=0-2%1'"), "{text}");
        assert!(text.contains("\"--dependency=afterany:${job%%;*}\""), "{text}");
    }
}
