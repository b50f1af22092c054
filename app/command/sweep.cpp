#include <atomic>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/swept_lab.hpp"
#include "coalesce/sweep/sweep_compute.hpp"
#include "coalesce/sweep/sweep_folder.hpp"
#include "command/checks.hpp"
#include "command/command.hpp"
#include "command/interruption.hpp"
#include "version.hpp"

namespace coalesce::command {
namespace {

struct SweepOptions {
    std::string file, out, shard, keep;
    std::vector<std::string> merge;
    int jobs = 0;
    bool dry_run = false, yes = false, quiet = false;
};

/// Reads I/N. @throws InputError
SweepShard shard_of(const std::string& text) {
    if (text.empty()) return {};
    const std::size_t slash = text.find('/');
    const auto index = whole_number(text.substr(0, slash));
    const auto count = slash == std::string::npos ? std::nullopt : whole_number(text.substr(slash + 1));
    if (!index || !count || *count < 1 || *count > 1'000'000'000 || *index < 1 || *index > *count)
        throw InputError("--shard: found " + text + ", expected I/N with I from 1 to N, such as 2/8");
    return {static_cast<std::size_t>(*index), static_cast<std::size_t>(*count)};
}

SweepKeep keep_of(const SweepOptions& options, const Sweep& sweep) {
    if (options.keep.empty()) return SweepKeep::nothing;
    if (options.keep == "summary") return SweepKeep::summary;
    if (!sweep.subject->has_tokens())
        throw InputError("--keep: found tokens, expected summary: a laboratory's runs have no tokens");
    return SweepKeep::tokens;
}

void check_number_of_runs(const Sweep& sweep, const SweepOptions& options) {
    if (sweep.runs() <= most_sweep_runs || options.yes) return;
    throw InputError(options.file + ": axes: found " + std::to_string(sweep.runs()) +
                     " runs, expected at most 1000000, or the option --yes");
}

std::string product_text(const Sweep& sweep) {
    std::string text;
    for (const SweepAxis& axis : sweep.axes)
        text.append(text.empty() ? "" : " × ").append(std::to_string(axis.values.size())).append(" ").append(axis.key);
    if (!sweep.seeds.empty()) text.append(" × ").append(std::to_string(sweep.seeds.size())).append(" seeds");
    return text;
}

/// Says what a sweep would compute, without touching its folder.
void print_plan(const Sweep& sweep, const SweepShard& shard) {
    std::printf("cells: %zu\nruns: %zu (%s)\n", sweep.cells(), sweep.runs(), product_text(sweep).c_str());
    if (!shard.whole())
        std::printf("runs of shard %zu/%zu: %zu\n", shard.index, shard.count,
                    (sweep.runs() + shard.count - shard.index) / shard.count);
    for (const SweepAxis& axis : sweep.axes) {
        std::string values;
        for (const std::string& value : axis.values) values.append(" ").append(sweep_value_text(value));
        std::printf("%s:%s\n", axis.key.c_str(), shortened(values, 400).c_str());
    }
    for (const SweepMeasure& measure : sweep.measures)
        std::printf("measure: %s%s%s%s\n", measure.name.c_str(), measure.unit.empty() ? "" : " (", measure.unit.c_str(),
                    measure.unit.empty() ? "" : ")");
}

void demand_no_failure(const SweepTable& table, const std::string& out) {
    const std::size_t failed = table.count_failed();
    if (failed == 0) return;
    const std::size_t first = table.first_failed();
    throw RunError(out + ": " + std::to_string(failed) + " of " + std::to_string(table.sweep().runs()) +
                   " runs failed, as sweep.csv says; the first is " + table.sweep().name_of(first) + ": " +
                   table.failure(first));
}

void compute(const Sweep& sweep, const SweepOptions& options, const SweepShard& shard) {
    const Interruption interruption;
    SweepFolder folder(options.out, sweep, shard);
    const SweepKeep keep = keep_of(options, sweep);
    const std::vector<std::size_t> runs = folder.missing(keep);
    SweepList queue(runs);
    const SweepWork work{.jobs = options.jobs,
                         .keep = keep,
                         .folder = [&](std::size_t run) { return folder.make_cell(run); },
                         .stop = StopToken(Interruption::flag())};
    {
        ProgressLine progress(options.quiet);
        std::size_t done = 0;
        compute_sweep(sweep, queue, work, [&](std::size_t run, const SweepRow& row) {
            folder.put(run, row);
            const double share = static_cast<double>(++done) / static_cast<double>(runs.size());
            if (progress.due(share))
                progress.show(share, std::to_string(done) + " of " + std::to_string(runs.size()) + " runs");
        });
    }
    folder.finish();
    if (interruption.asked())
        throw Interrupted(Interruption::signal(), options.out + ": stopped with " +
                                                      std::to_string(folder.table().count_known()) + " of " +
                                                      std::to_string(sweep.runs()) + " runs by " +
                                                      Interruption::name() + "; the same command goes on");
    demand_no_failure(folder.table(), options.out);
}

void merge(const SweepOptions& options) {
    if (!options.file.empty())
        throw InputError("--merge: found " + options.file + " before it, expected folders of shards only");
    const std::vector<std::filesystem::path> folders(options.merge.begin(), options.merge.end());
    const std::string out = options.out.empty() ? options.merge.front() : options.out;
    const SweepMerge merged = merge_sweeps(folders, out, studies::swept_lab);
    const std::string all = std::to_string(merged.known + merged.missing);
    if (merged.missing > 0)
        throw RunError(out + ": " + std::to_string(merged.missing) + " of " + all +
                       " runs are in none of the folders; sweep.csv has the others");
    if (merged.failed > 0)
        throw RunError(out + ": " + std::to_string(merged.failed) + " of " + all + " runs failed, as sweep.csv says");
}

void sweep(const SweepOptions& options) {
    if (!options.merge.empty()) return merge(options);
    if (options.file.empty())
        throw InputError("sweep: found no FILE, expected a sweep's file, or --merge with folders of shards");
    Sweep sweep = read_sweep(options.file, studies::swept_lab);
    sweep.program = std::string(program_version()) + " (" + std::string(program_commit()) + ")";
    check_number_of_runs(sweep, options);
    const SweepShard shard = shard_of(options.shard);
    if (options.dry_run) return print_plan(sweep, shard);
    if (options.out.empty()) throw InputError("sweep: found no --out, expected --out DIR, or --dry-run");
    compute(sweep, options, shard);
}

std::string measure_lines(const std::vector<SweepMeasureHelp>& measures) {
    constexpr std::size_t column = 27;
    std::string text;
    for (const SweepMeasureHelp& measure : measures) {
        std::string name = "  " + measure.name;
        name.append(name.size() < column ? column - name.size() : 1, ' ');
        text.append(name).append(measure.about);
        if (!measure.unit.empty()) text.append(" [").append(measure.unit).append("]");
        text += "\n";
    }
    return text;
}

std::string sweep_footer() {
    std::string text =
        "FILE (JSON):\n"
        "  { \"coalesce_sweep\": 1,\n"
        "    \"scene\": \"ms4\",                         a shipped scene, a file, or a scene { … }\n"
        "    \"axes\": [ {\"key\": \"model.beta\", \"from\": 5, \"to\": 500, \"count\": 20, \"spacing\": \"log\"},\n"
        "              {\"key\": \"tokens.count\", \"values\": [1000, 10000]} ],      one to three, any key\n"
        "    \"seeds\": 5,                              1 to 5; or a list\n"
        "    \"until\": 100, \"stop\": {\"clusters\": 1},   or {\"phase\": \"pairing\"}, {\"merges\": 1}\n"
        "    \"measure\": [\"clusters\", \"time_of_merge:1\"] }\n"
        "A laboratory stands in place of scene, until and stop: \"lab\": {\"name\": \"equiangular\", \"set\": {\"n\": "
        "64}}.\n"
        "Files in DIR: sweep.json (the sweep), sweep.csv (a row a run), cells/RUN/ with --keep.\n"
        "A sweep that was ended or killed goes on by the same command; runs that failed are tried again.\n"
        "Rows depend neither on --jobs nor on shards. Runs are computed on the CPU.\n"
        "\nMeasures of a scene (nan: it did not happen):\n" +
        measure_lines(scene_measures_help());
    for (const studies::SweptLabHelp& lab : studies::swept_labs_help())
        text += "\nMeasures of the laboratory " + lab.name + ":\n" + measure_lines(lab.measures);
    return text +
           "\nExamples:\n"
           "  coalesce sweep beta.json --out results\n"
           "  coalesce sweep beta.json --out results-2 --shard 2/8\n"
           "  coalesce sweep --merge results-1 results-2 --out results";
}

void add_work_to(Command command, SweepOptions& options) {
    command.add_option("--jobs", options.jobs, "Runs at a time (default: one a core)")
        .type_name("N")
        .transform(whole())
        .check(in_range(1, 4096));
    command.add_option("--shard", options.shard, "Compute every N-th run only, from the I-th on: a part of a job array")
        .type_name("I/N");
    command.add_option("--keep", options.keep, "Keep each run's scene and summary, and its last tokens, in DIR/cells")
        .type_name("tokens|summary")
        .check(one_of({"tokens", "summary"}));
    command.add_flag("--dry-run", options.dry_run, "Check FILE, say what would be computed, and end");
    command.add_flag("--yes", options.yes, "Compute more than 1000000 runs");
    command.add_flag("--quiet", options.quiet, "Show no progress line");
}

}  // namespace

void add_sweep(Command root) {
    Command command = root.add_subcommand("sweep", "Compute a table over parameters and seeds");
    auto options = std::make_shared<SweepOptions>();
    command.add_option("FILE", options->file, "What is swept, and what is measured (see below)")
        .type_name("")
        .check(not_empty());
    command.add_option("--out", options->out, "Folder for the results; created if it is missing")
        .type_name("DIR")
        .check(not_empty());
    command
        .add_option("--merge", options->merge,
                    "Join the folders of shards into --out, without it into the first of them")
        .type_name("DIR…")
        .check(not_empty());
    add_work_to(command, *options);
    command.footer(sweep_footer());
    command.callback([options] { sweep(*options); });
}

}  // namespace coalesce::command
