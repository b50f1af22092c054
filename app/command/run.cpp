#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

#include "coalesce/document/twins.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/output.hpp"
#include "coalesce/model/text.hpp"
#include "command/checks.hpp"
#include "command/command.hpp"
#include "command/headless_run.hpp"
#include "command/interruption.hpp"
#include "command/twin_runs.hpp"

namespace coalesce::command {
namespace {

using Clock = std::chrono::steady_clock;

/// Seconds that computation may go on after a signal; writing the results comes on top.
constexpr double patience_at_end = 1;

/// Lets the present step finish within a second after a signal, and then stops any computation of a field.
class Patience {
  public:
    Patience()
        : watch_([this](const std::stop_token& ended) {
              Clock::time_point asked = Clock::time_point::max();
              for (; !ended.stop_requested(); std::this_thread::sleep_for(std::chrono::milliseconds(20))) {
                  const auto now = Clock::now();
                  if (Interruption::flag() && asked == Clock::time_point::max()) asked = now;
                  if (now >= asked && std::chrono::duration<double>(now - asked).count() >= patience_at_end)
                      over_ = true;
              }
          }) {}
    StopToken token() const { return StopToken(over_); }

  private:
    std::atomic<bool> over_ = false;
    std::jthread watch_;  // declared last: joined before the members that it writes are destroyed
};

std::string time_text(double time) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", time);
    return text;
}

using Runs = TwinRuns::Runs;

/// Removes the results of an older run that had more twins.
void remove_older_twins(const std::filesystem::path& folder, std::size_t twins) {
    for (std::size_t k = twins + 1; k <= most_twins; ++k) {
        const std::filesystem::path older = folder / ("twin-" + std::to_string(k));
        std::error_code ignored;
        if (!std::filesystem::is_directory(older, ignored)) continue;
        PendingFolder nothing(older, HeadlessRun::is_result);
        nothing.temporary();
        nothing.commit();
        std::filesystem::remove(older, ignored);  // stays if it holds anything else
    }
}

/// Takes the first run to its end or to a signal, with its twins if it has any.
void take_steps(HeadlessRun& first, std::optional<TwinRuns>& twins, bool quiet) {
    ProgressLine progress(quiet);
    const auto over = [&] { return twins ? twins->over() : first.over(); };
    while (!over()) {
        twins ? twins->step() : first.step();
        const double now = first.simulation().time();
        if (const double done = share_done(first.document().scene.time, now); progress.due(done))
            progress.show(done, "t = " + time_text(now));
    }
}

/// Takes the runs to their end or to a signal, and writes their folders: twins within that of the first run.
void simulate(Runs& runs, const std::string& out, const Interruption& interruption, bool quiet) {
    HeadlessRun& first = *runs.front();
    PendingFolder results(out, HeadlessRun::is_result);
    std::vector<std::unique_ptr<PendingFolder>> folders;
    for (std::size_t k = 1; k < runs.size(); ++k)
        folders.push_back(std::make_unique<PendingFolder>(std::filesystem::path(out) / ("twin-" + std::to_string(k)),
                                                          HeadlessRun::is_result));
    std::optional<TwinRuns> twins;
    if (runs.size() > 1) twins.emplace(runs, interruption);
    take_steps(first, twins, quiet);
    for (std::size_t k = 0; k < runs.size(); ++k) {
        PendingFolder& folder = k == 0 ? results : *folders[k - 1];
        runs[k]->finish();
        runs[k]->write(folder, k == 0 && twins ? &twins->table() : nullptr);
    }
    for (const auto& folder : folders) folder->commit();
    results.commit();
    remove_older_twins(out, folders.size());
}

}  // namespace

void add_run(Command root) {
    Command command = root.add_subcommand("run", "Simulate without a window and write tokens, series and summary");
    auto common = std::make_shared<Common>();
    auto out = std::make_shared<std::string>();
    common->add_to(command);
    command.add_option("--out", *out, "Folder for the results; created if it is missing")
        .type_name("DIR")
        .check(not_empty())
        .required();
    auto twins = std::make_shared<std::vector<std::string>>();
    add_twins_to(command, *twins, "Also run the scene with other values, from the same seed, and compare");
    command.footer(
        "Files in DIR:\n"
        "  scene.json                the scene, which can be run again with the same result\n"
        "  initial.npy, tokens.npy   initial and final tokens, N×d, float64\n"
        "  masses.npy                the tokens' masses, if they differ\n"
        "  initial.npz               initial tokens and masses, if a file gives them masses\n"
        "  series.csv                measurements over time\n"
        "  summary.json              timings, phases, merges, comparisons with theory\n"
        "With --twin: twin-1, twin-2 and twin-3 are folders of the same files, twins.csv has energies and distances.\n"
        "Ctrl-C or SIGTERM ends the run after the present step; it writes the same files for the time reached.\n"
        "Example:\n  coalesce run ms1a --set model.beta=50 --set tokens.count=2000 --until 5 --out results");
    command.callback([common, out, twins] {
        const std::vector<SceneDocument> documents = common->load_runs(*twins);
        for (const SceneDocument& document : documents) check_steps(document, common->scene);
        check_size(documents);
        const Interruption interruption;
        const Patience patience;
        const auto interrupted = [out](const std::string& when) {
            return Interrupted(Interruption::signal(), *out + ": stopped " + when + " by " + Interruption::name());
        };
        Runs runs;
        try {
            for (const SceneDocument& document : documents)
                runs.push_back(std::make_unique<HeadlessRun>(document, patience.token(), interruption));
        } catch (const Stopped&) {
            throw interrupted("before its first step");
        }
        simulate(runs, *out, interruption, common->quiet);
        if (interruption.asked()) throw interrupted("at t = " + decimal_text(runs.front()->simulation().time()));
    });
}

}  // namespace coalesce::command
