#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <optional>
#include <stop_token>
#include <thread>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/npy.hpp"
#include "coalesce/model/output.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/observe/theory_monitor.hpp"
#include "command/checks.hpp"
#include "command/command.hpp"
#include "command/interruption.hpp"
#include "command/run_summary.hpp"

namespace coalesce::command {
namespace {

using Clock = std::chrono::steady_clock;

/// Largest number of rows of series.csv: more than a plot resolves, few enough that measuring is cheap beside stepping.
constexpr double most_rows = 2000;

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

/// Compares the run with the limit theorems: when a phase begins or clusters merge, so that the forecast made there is
/// checked against the next merge, and at the end.
class Watcher {
  public:
    Watcher(Simulation& simulation, const Interruption& interruption)
        : simulation_(simulation),
          interruption_(interruption),
          monitor_(simulation.scene(), simulation.initial_cloud()) {}

    void step_taken() {
        const std::size_t events = simulation_.phases().size() + simulation_.merges().size();
        if (events != events_) look();
        events_ = events;
    }

    /// Computes the comparisons. Gives those that lag up to 10 s to catch up, 1 s after a signal.
    std::vector<Comparison> look() {
        const double residual = simulation_.measure().alignment;
        const Clustering clusters = simulation_.width_clustering();
        const TheoryMonitor::State state{
            simulation_.time(),   simulation_.cloud(),  clusters, residual, simulation_.phases(),
            simulation_.merges(), simulation_.touched()};
        constexpr double share = 0.25;
        std::vector<Comparison> rows;
        for (double left = 10; left > 0; left -= share) {
            rows = monitor_.compare(state, share);
            if (!monitor_.lags()) break;
            if (interruption_.asked()) left = std::min(left, patience_at_end);
        }
        return rows;
    }

  private:
    Simulation& simulation_;
    const Interruption& interruption_;
    TheoryMonitor monitor_;
    std::size_t events_ = 0;
};

/// Selects the rows of series.csv: the first state at or past each of the times that divide the axis equally, or in
/// equal ratios from dt on if it is logarithmic. Steps do not depend on rows.
class RowTimes {
  public:
    explicit RowTimes(const TimeSpec& time)
        : until_(time.until),
          logarithmic_((time.method == Method::adaptive || time.axis == TimeAxis::log) && time.until > time.dt),
          stride_(std::max(time.dt, time.until / most_rows)),
          ratio_(std::pow(10, std::max(std::log10(time.until / time.dt), 1.0) / most_rows)),
          next_(logarithmic_ ? time.dt : stride_) {}

    /// True if the state at `time` is a row; times must rise.
    bool take(double time) {
        // Times of states are multiples of dt up to rounding.
        constexpr double slack = 1e-9;
        if (time < next_ * (1 - slack) && time < until_) return false;
        next_ = logarithmic_ ? time * ratio_ : (std::floor(time / stride_ * (1 + slack)) + 1) * stride_;
        return true;
    }

  private:
    double until_;
    bool logarithmic_;
    double stride_, ratio_, next_;
};

/// Runs the simulation to its end or to a signal, and returns the rows of series.csv.
std::vector<Measurement> simulate(Simulation& simulation, Watcher& watcher, const Interruption& interruption,
                                  bool quiet) {
    ProgressLine progress(quiet);
    const double until = simulation.scene().time.until;
    RowTimes times(simulation.scene().time);
    std::vector<Measurement> rows;
    try {
        rows.push_back(simulation.measure());
        while (simulation.time() < until && !interruption.asked()) {
            simulation.step_towards(until);
            watcher.step_taken();
            if (times.take(simulation.time())) rows.push_back(simulation.measure());
            if (const double done = share_done(simulation.scene().time, simulation.time()); progress.due(done))
                progress.show(done, "t = " + time_text(simulation.time()));
        }
        if (rows.back().time < simulation.time()) rows.push_back(simulation.measure());
    } catch (const Stopped&) {
        // A step or measurement was stopped after a signal: the rows end before it.
    }
    return rows;
}

bool masses_differ(const Cloud& cloud) {
    const auto& masses = cloud.masses();
    return cloud.weighted() && std::adjacent_find(masses.begin(), masses.end(), std::not_equal_to<>()) != masses.end();
}

/// True if a run writes a file of this name into its folder.
bool is_result(std::string_view name) {
    constexpr std::array<std::string_view, 6> names{"scene.json", "initial.npy", "tokens.npy",
                                                    "masses.npy", "series.csv",  "summary.json"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Makes the results' scene self-contained: one that reads its tokens from a file reads initial.npy of the folder.
SceneDocument at_home(SceneDocument document) {
    if (std::holds_alternative<FileLaw>(document.scene.tokens.law)) document.scene.tokens.law = FileLaw{"initial.npy"};
    return document;
}

void write_results(PendingFolder& results, const SceneDocument& document, Simulation& simulation,
                   const std::vector<Measurement>& rows, const std::vector<Comparison>& theory, const RunEnd& end) {
    const Cloud initial = simulation.initial_cloud();
    const Cloud& final = simulation.cloud();
    const auto columns = static_cast<std::size_t>(final.dimension());
    const std::filesystem::path& folder = results.temporary();
    write_npy(folder / "initial.npy", row_major(initial), initial.size(), columns);
    write_npy(folder / "tokens.npy", row_major(final), final.size(), columns);
    if (masses_differ(final)) write_npy(folder / "masses.npy", final.masses(), final.size(), 0);
    results.write("series.csv", to_csv(rows));
    results.write("scene.json", to_json(at_home(document)));
    results.write("summary.json", run_summary(simulation, theory, end));
    results.commit();
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
    command.footer(
        "Files in DIR:\n"
        "  scene.json                the scene, which can be run again with the same result\n"
        "  initial.npy, tokens.npy   initial and final tokens, N×d, float64\n"
        "  masses.npy                the tokens' masses, if they differ\n"
        "  series.csv                measurements over time\n"
        "  summary.json              timings, phases, merges, comparisons with theory\n"
        "Ctrl-C or SIGTERM ends the run after the present step; it writes the same files for the time reached.\n"
        "Example:\n  coalesce run ms1a --set model.beta=50 --set tokens.count=2000 --until 5 --out results");
    command.callback([common, out] {
        const SceneDocument document = common->load();
        check_steps(document, common->scene);
        check_size(document);
        const Interruption interruption;
        const Patience patience;
        const auto interrupted = [out](const std::string& when) {
            return Interrupted(Interruption::signal(), *out + ": stopped " + when + " by " + Interruption::name());
        };
        std::optional<Simulation> begun;
        try {
            begun.emplace(document.scene, patience.token());
        } catch (const Stopped&) {
            throw interrupted("before its first step");
        }
        Simulation& simulation = *begun;
        simulation.set_linking_angle(document.view.linking_angle);
        PendingFolder results(*out, is_result);
        const auto start = Clock::now();
        Watcher watcher(simulation, interruption);
        const std::vector<Measurement> rows = simulate(simulation, watcher, interruption, common->quiet);
        const RunEnd end{std::chrono::duration<double>(Clock::now() - start).count(), Interruption::name()};
        std::vector<Comparison> theory;
        try {
            theory = watcher.look();
        } catch (const Stopped&) {
            // A state whose field is unknown is not compared with theory.
        }
        write_results(results, document, simulation, rows, theory, end);
        if (interruption.asked()) throw interrupted("at t = " + decimal_text(simulation.time()));
    });
}

}  // namespace coalesce::command
