#include "command/headless_run.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>

#include "coalesce/flow/theory_look.hpp"
#include "coalesce/model/npy.hpp"
#include "coalesce/model/npz.hpp"
#include "command/checkpoint.hpp"
#include "command/run_summary.hpp"
#include "command/twin_table.hpp"

namespace coalesce::command {
namespace {

/// Largest number of rows of series.csv: more than a plot resolves, few enough that measuring is cheap beside stepping.
constexpr double most_rows = 2000;

/// Adds the wall time of a scope to a sum.
class Timed {
  public:
    explicit Timed(double& seconds) : seconds_(seconds) {}
    ~Timed() { seconds_ += std::chrono::duration<double>(Clock::now() - start_).count(); }
    Timed(const Timed&) = delete;
    Timed& operator=(const Timed&) = delete;

  private:
    using Clock = std::chrono::steady_clock;
    double& seconds_;
    Clock::time_point start_ = Clock::now();
};

bool masses_differ(const Cloud& cloud) {
    const auto& masses = cloud.masses();
    return cloud.weighted() && std::adjacent_find(masses.begin(), masses.end(), std::not_equal_to<>()) != masses.end();
}

/// Makes the results' scene self-contained: one that reads its tokens from a file reads those of the folder, with their
/// masses if it gives them any.
SceneDocument at_home(SceneDocument document, bool weighted) {
    if (std::holds_alternative<FileLaw>(document.scene.tokens.law))
        document.scene.tokens.law = FileLaw{weighted ? "initial.npz" : "initial.npy"};
    return document;
}

}  // namespace

HeadlessRun::HeadlessRun(const SceneDocument& document, const StopToken& stop, const Interruption& interruption)
    : document_(document),
      stop_(stop),
      interruption_(interruption),
      simulation_(document.scene, stop),
      monitor_(simulation_.scene(), simulation_.initial_cloud()),
      times_(document.scene.time, most_rows) {
    simulation_.set_linking_angle(document.view.linking_angle);
}

bool HeadlessRun::over() const {
    return stopped_ || simulation_.time() >= document_.scene.time.until || interruption_.asked();
}

void HeadlessRun::step() {
    const Timed timed(seconds_);
    try {
        if (rows_.empty()) rows_.push_back(simulation_.measure());
        if (unseen_) observe();
        take_step();
        if (snapshots_) snapshots_->take(simulation_);
        unseen_ = true;
        // A stop within an adaptive step may have put off lumping to the next one.
        resumable_ = !(adaptive() && stop_.stop_requested());
        observe();
    } catch (const Stopped&) {
        // A step or measurement was stopped after a signal: the rows end before it.
        stopped_ = true;
    }
}

/// Looks at the state that a step led to. A stop leaves this to be done again.
void HeadlessRun::observe() {
    look_at_events();
    if (const double now = simulation_.time(); times_.due(now)) {
        rows_.push_back(simulation_.measure());
        times_.take(now);
    }
    unseen_ = false;
}

void HeadlessRun::take_step() {
    resumable_ = false;
    try {
        simulation_.step_towards(document_.scene.time.until);
    } catch (const Stopped&) {
        resumable_ = !adaptive();  // a fixed step that was stopped has changed nothing
        throw;
    }
}

void HeadlessRun::keep_snapshots(const std::filesystem::path& folder, const SnapshotRule& rule) {
    if (kept_times_.empty())
        snapshots_.emplace(folder, rule, simulation_);
    else
        snapshots_.emplace(folder, rule, simulation_, kept_times_, kept_next_);
}

void HeadlessRun::flush_snapshots() const {
    if (snapshots_) snapshots_->flush();
}

void HeadlessRun::finish() {
    try {
        const Timed timed(seconds_);
        if (!stopped_ && unseen_) observe();
        if (!stopped_ && (rows_.empty() || rows_.back().time < simulation_.time()))
            rows_.push_back(simulation_.measure());
    } catch (const Stopped&) {
        stopped_ = true;
    }
    try {
        theory_ = look();
    } catch (const Stopped&) {
        // A state whose field is unknown is not compared with theory.
    }
}

/// Compares the run with the limit theorems when a phase begins or clusters merge, so that the forecast made there is
/// checked against the next merge.
void HeadlessRun::look_at_events() {
    const std::size_t events = simulation_.phases().size() + simulation_.merges().size();
    if (events != events_) look();
    events_ = events;
}

std::vector<Comparison> HeadlessRun::look() {
    return look_at_theory(monitor_, simulation_, [this] { return interruption_.asked(); });
}

bool HeadlessRun::is_result(std::string_view name) {
    constexpr std::array<std::string_view, 11> names{
        "scene.json",          "initial.npy",        "initial.npz",
        "tokens.npy",          "masses.npy",         "series.csv",
        "twins.csv",           "summary.json",       Snapshots::trajectory_name,
        Snapshots::times_name, Checkpoint::file_name};
    return std::find(names.begin(), names.end(), name) != names.end();
}

void HeadlessRun::write(PendingFolder& results, const TwinTable* twins) {
    const Cloud initial = simulation_.initial_cloud();
    const Cloud& final = simulation_.cloud();
    const auto columns = static_cast<std::size_t>(final.dimension());
    const std::filesystem::path& folder = results.temporary();
    write_npy(folder / "initial.npy", row_major(initial), initial.size(), columns);
    const bool weighted_file = initial.weighted() && std::holds_alternative<FileLaw>(document_.scene.tokens.law);
    if (weighted_file) write_npz(folder / "initial.npz", row_major(initial), initial.size(), columns, initial.masses());
    write_npy(folder / "tokens.npy", row_major(final), final.size(), columns);
    if (masses_differ(final)) write_npy(folder / "masses.npy", final.masses(), final.size(), 0);
    results.write("series.csv", to_csv(rows_));
    if (twins) results.write("twins.csv", twins->csv());
    results.write("scene.json", to_json(at_home(document_, weighted_file)));
    results.write("summary.json", run_summary(simulation_, theory_, {seconds_, Interruption::name()}, twins));
}

}  // namespace coalesce::command
