#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"
#include "command/checks.hpp"
#include "command/command.hpp"
#include "command/long_run.hpp"
#include "command/run_plan.hpp"

namespace coalesce::command {
namespace {

struct RunOptions {
    Common common;
    std::string out, resume;
    std::vector<std::string> twins;
    std::optional<double> checkpoint, every;
    std::optional<std::int64_t> every_log;
};

SnapshotRule snapshots_of(const RunOptions& options) {
    if (options.every && options.every_log) throw InputError("--every-log: found beside --every, expected one of them");
    return {options.every, options.every_log};
}

std::string goes_on(const std::filesystem::path& folder, const Checkpoint& from) {
    return folder.string() + ": goes on from t = " + decimal_text(from.time) + ", step " + std::to_string(from.steps);
}

/// Goes on from plan.from, if the options ask for that run.
void take_checkpoint(RunPlan& plan, const RunOptions& options) {
    const std::filesystem::path path = plan.folder / Checkpoint::file_name;
    const SceneDocument kept = document_of(*plan.from, path);
    if (!plan.documents.empty()) demand_same(plan.documents.front(), kept, path);
    const bool asked = plan.snapshots.any() || options.resume.empty();
    if (asked && !(plan.snapshots == plan.from->snapshots)) {
        const auto shown = [](const SnapshotRule& rule) { return rule.any() ? rule.words() : "no snapshots"; };
        throw InputError(path.string() + ": is of another run: found " + shown(plan.from->snapshots) +
                         " there, and now " + shown(plan.snapshots) + "; expected the same, or another folder");
    }
    plan.documents = {kept};
    plan.snapshots = plan.from->snapshots;
    if (!plan.checkpoint) plan.checkpoint = plan.from->seconds;
    if (plan.quiet) return;
    note_instructions(*plan.from, path);
    std::fprintf(stderr, "coalesce: %s\n", goes_on(plan.folder, *plan.from).c_str());
}

void load_scenes(RunPlan& plan, const RunOptions& options) {
    plan.documents = options.common.load_runs(options.twins);
    for (const SceneDocument& document : plan.documents) check_steps(document, options.common.scene);
    if (options.checkpoint && plan.documents.size() > 1)
        throw InputError("--checkpoint: found runs side by side, expected a single run");
}

/// Goes on with the run of a folder.
void resume(RunOptions options) {
    const std::string folder = options.resume;
    Common& common = options.common;
    if (!options.out.empty()) throw InputError("--resume: found --out beside it, expected one folder: --resume DIR");
    if (!options.twins.empty()) throw InputError("--resume: found --twin beside it, expected a single run");
    if (common.scene.empty() && (!common.set.empty() || common.until || common.seed))
        throw InputError("--resume: found --set, --until or --seed beside it, expected the run of " + folder +
                         " as it is");
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored)) throw InputError(folder + ": no such folder");
    RunPlan plan{.folder = folder, .documents = {}, .quiet = common.quiet};
    plan.checkpoint = options.checkpoint;
    plan.snapshots = snapshots_of(options);
    plan.lock.emplace(folder);
    remove_unfinished(folder);
    if (!has_checkpoint(folder)) {
        if (!has_finished(folder))
            throw InputError(folder + ": found no " + Checkpoint::file_name +
                             ", expected that of a run with --checkpoint");
        if (!common.quiet) std::fprintf(stderr, "coalesce: %s: the run has come to its end\n", folder.c_str());
        return;
    }
    plan.from = read_checkpoint(plan.folder / Checkpoint::file_name);
    if (common.backend == "auto") common.backend = plan.from->backend;
    plan.backend = common.backend;
    common.scene.empty() ? common.apply() : load_scenes(plan, options);
    take_checkpoint(plan, options);
    check_size(plan.documents);
    carry_out(plan);
}

void run(const RunOptions& options) {
    if (!options.resume.empty()) return resume(options);
    if (options.common.scene.empty())
        throw UsageError("run: found no SCENE, expected SCENE, or --resume DIR (see coalesce run --help)");
    if (options.out.empty())
        throw UsageError(
            "run: found no --out, expected --out DIR: Folder for the results; created if it is "
            "missing (see coalesce run --help)");
    RunPlan plan{
        .folder = options.out, .documents = {}, .backend = options.common.backend, .quiet = options.common.quiet};
    plan.checkpoint = options.checkpoint;
    plan.snapshots = snapshots_of(options);
    load_scenes(plan, options);
    for (const SceneDocument& document : plan.documents) plan.snapshots.check(document.scene.time);
    check_size(plan.documents);
    std::error_code ignored;
    const bool long_run = plan.checkpoint || plan.snapshots.any();
    if (long_run && std::filesystem::is_directory(plan.folder, ignored)) {
        plan.lock.emplace(plan.folder);
        remove_unfinished(plan.folder);
    }
    if (has_checkpoint(plan.folder)) {
        if (!plan.checkpoint)
            throw InputError(options.out + ": holds an unfinished run, expected --resume " + options.out +
                             " to go on with it, or another folder");
        plan.from = read_checkpoint(plan.folder / Checkpoint::file_name);
        take_checkpoint(plan, options);
    }
    carry_out(plan);
}

void add_long_run_to(Command command, RunOptions& options) {
    command
        .add_option("--checkpoint", options.checkpoint,
                    "Keep the run's state in DIR every SECONDS of real time, to go on from after a stop or a crash")
        .type_name("SECONDS")
        .check(in_range(0, 1e9));
    command.add_option("--resume", options.resume, "Go on with the run of DIR, to the same bits as one never stopped")
        .type_name("DIR")
        .check(not_empty());
    command
        .add_option("--every", options.every,
                    "Keep the tokens at all multiples of T of simulated time (trajectory.npy, times.npy)")
        .type_name("T")
        .check(in_range(1e-300, 1e300));
    command
        .add_option("--every-log", options.every_log,
                    "Keep the tokens N times a decade of simulated time, from time.dt on")
        .type_name("N")
        .transform(whole())
        .check(in_range(1, 100000));
}

}  // namespace

void add_run(Command root) {
    Command command = root.add_subcommand("run", "Simulate without a window and write tokens, series and summary");
    auto options = std::make_shared<RunOptions>();
    options->common.scene_is_required = false;
    options->common.add_to(command);
    command.add_option("--out", options->out, "Folder for the results; created if it is missing")
        .type_name("DIR")
        .check(not_empty());
    add_long_run_to(command, *options);
    add_twins_to(command, options->twins, "Also run the scene with other values, from the same seed, and compare");
    command.footer(
        "Files in DIR:\n"
        "  scene.json                the scene, which can be run again with the same result\n"
        "  initial.npy, tokens.npy   initial and final tokens, N×d, float64\n"
        "  masses.npy                the tokens' masses, if they differ\n"
        "  initial.npz               initial tokens and masses, if a file gives them masses\n"
        "  series.csv                measurements over time\n"
        "  summary.json              timings, phases, merges, comparisons with theory\n"
        "  trajectory.npy, times.npy with --every: tokens over time, K×N×d, and their times; readable while they grow\n"
        "  checkpoint.bin            with --checkpoint, until the run is over: what --resume goes on from\n"
        "With --twin: twin-1, twin-2 and twin-3 are folders of the same files, twins.csv has energies and distances.\n"
        "Ctrl-C or SIGTERM ends the run after the present step; it writes the same files for the time reached.\n"
        "Examples:\n"
        "  coalesce run ms1a --set model.beta=50 --set tokens.count=2000 --until 5 --out results\n"
        "  coalesce run ms1a --set tokens.count=1e6 --checkpoint 60 --every 0.1 --out long\n"
        "  coalesce run --resume long");
    command.callback([options] { run(*options); });
}

}  // namespace coalesce::command
