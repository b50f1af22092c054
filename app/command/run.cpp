#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>

#include "command/bench_measure.hpp"
#include "command/command.hpp"
#include "command/usage.hpp"
#include "flow/simulation.hpp"
#include "model/error.hpp"
#include "model/files.hpp"
#include "model/npy.hpp"
#include "observe/mean_shift.hpp"
#include "observe/mesh_modes.hpp"
#include "observe/theory_monitor.hpp"
#include "observe/token_sample.hpp"

namespace coalesce::command {
namespace {

using Clock = std::chrono::steady_clock;

/// Rows of series.csv: more than any plot resolves, few enough that measuring costs little beside stepping.
constexpr double most_rows = 2000;

/// Clusters of at least a hundredth of the mass, from birth to merge, with the mass each was last seen with.
nlohmann::ordered_json lineage_json(const std::vector<Branch>& branches) {
    const auto identity_or_null = [](int identity) {
        return identity >= 0 ? nlohmann::ordered_json(identity) : nlohmann::ordered_json(nullptr);
    };
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Branch& branch : branches)
        list.push_back(
            {{"identity", branch.identity},
             {"born", branch.born},
             {"parent", identity_or_null(branch.parent)},
             {"ended", branch.alive() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(branch.ended)},
             {"heir", identity_or_null(branch.heir)},
             {"mass", branch.mass.back().second}});
    return list;
}

/// Holds the limit theorems beside the run: looked at when a phase begins or clusters merge, so that what was foretold
/// there is held against what comes, and at the end.
class Watcher {
  public:
    explicit Watcher(Simulation& simulation)
        : simulation_(simulation), monitor_(simulation.scene(), simulation.initial_cloud()) {}

    void step_taken() {
        const std::size_t events = simulation_.phases().size() + simulation_.merges().size();
        if (events != events_) look();
        events_ = events;
    }

    std::vector<Comparison> look() {
        constexpr double patience = 10;
        const double residual = simulation_.measure().alignment;
        const Clustering clusters = simulation_.width_clustering();
        return monitor_.compare(
            {simulation_.time(), simulation_.cloud(), clusters, residual, simulation_.phases(), simulation_.merges()},
            patience);
    }

  private:
    Simulation& simulation_;
    TheoryMonitor monitor_;
    std::size_t events_ = 0;
};

nlohmann::ordered_json theory_json(const std::vector<Comparison>& rows) {
    const auto number_or_null = [](double value) {
        return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
    };
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Comparison& row : rows) {
        nlohmann::ordered_json entry{{"name", row.name}, {"valid", row.valid}};
        if (row.valid) {
            entry["statement"] = row.statement;
            entry["quantity"] = row.quantity;
            entry["unit"] = row.unit;
            entry["error"] = number_or_null(row.error);
            entry["sampling_alone"] = row.floor > 0 ? nlohmann::ordered_json(row.floor) : nullptr;
        } else {
            entry["why_not"] = row.why_not;
        }
        list.push_back(std::move(entry));
    }
    return list;
}

/// Clusters by the mean-shift definition.
std::size_t modes_of(const Simulation& simulation) {
    const Cloud& cloud = simulation.cloud();
    const double width = default_linking_angle(simulation.scene().model.beta);
    return cloud.size() > most_observed ? mesh_modes(cloud, width).modes.size() : mean_shift(cloud, width).modes.size();
}

std::string summary(Simulation& simulation, const std::vector<Comparison>& theory, double seconds) {
    const SolverReport report = simulation.report();
    nlohmann::ordered_json json;
    json["steps"] = simulation.steps();
    json["time"] = simulation.time();
    json["wall_seconds"] = seconds;
    json["steps_per_second"] = seconds > 0 ? static_cast<double>(simulation.steps()) / seconds : 0.0;
    json["backend"] = report.backend;
    const std::string& why = report.backend_reason.empty() ? no_device_reason() : report.backend_reason;
    if (report.backend == "cpu" && !why.empty()) json["backend_reason"] = why;
    json["solver"] = name_of(report.method);
    json["precision"] = name_of(report.precision);
    json["field_error"] = report.field_error ? nlohmann::ordered_json(*report.field_error) : nullptr;
    const Clustering linked =
        link_clusters(simulation.observed_cloud(), default_linking_angle(simulation.scene().model.beta));
    json["clusters"] = {{"seen", simulation.measure().clusters},
                        {"linked", linked.clusters.size()},
                        {"mean_shift", modes_of(simulation)}};
    json["phases"] = nlohmann::ordered_json::array();
    for (const Phase& phase : simulation.phases())
        json["phases"].push_back(
            {{"name", phase.name}, {"from", phase.from}, {"to", phase.to}, {"criterion", phase.criterion}});
    json["merges"] = nlohmann::ordered_json::array();
    for (const Merge& merge : simulation.merges())
        json["merges"].push_back(
            {{"time", merge.time}, {"masses", {merge.masses[0], merge.masses[1]}}, {"angle", merge.angle}});
    json["lineage"] = lineage_json(simulation.lineage());
    json["theory"] = theory_json(theory);
    return json.dump(2) + "\n";
}

/// Rows evenly spaced in log time from dt on: the first state at or past each of their times, since landing on every
/// one would force steps where the phase needs none.
std::vector<Measurement> simulate_log(Simulation& simulation, Watcher& watcher, ProgressLine& progress) {
    const TimeSpec& time = simulation.scene().time;
    const double decades = std::log10(time.until / time.dt);
    const double ratio = std::pow(10, std::max(decades, 1.0) / most_rows);
    std::vector<Measurement> rows{simulation.measure()};
    double next = time.dt;
    while (simulation.time() < time.until) {
        simulation.step_towards(time.until);
        watcher.step_taken();
        if (simulation.time() < next && simulation.time() < time.until) continue;
        rows.push_back(simulation.measure());
        next = simulation.time() * ratio;
        char text[40];
        std::snprintf(text, sizeof text, "t = %.4g", simulation.time());
        progress.show(std::clamp(std::log10(simulation.time() / time.dt) / decades, 0.0, 1.0), text);
    }
    return rows;
}

std::vector<Measurement> simulate_linear(Simulation& simulation, Watcher& watcher, ProgressLine& progress) {
    const double until = simulation.scene().time.until;
    std::vector<Measurement> rows{simulation.measure()};
    const double stride = std::max(simulation.scene().time.dt, until / most_rows);
    for (int row = 1; simulation.time() < until; ++row) {
        simulation.advance_to(std::min(until, row * stride));
        rows.push_back(simulation.measure());
        watcher.step_taken();
        progress.show(simulation.time() / until, "t = " + std::to_string(simulation.time()));
    }
    return rows;
}

std::vector<Measurement> simulate(Simulation& simulation, Watcher& watcher, bool quiet) {
    ProgressLine progress(quiet);
    const TimeSpec& time = simulation.scene().time;
    const bool logarithmic = time.method == Method::adaptive || time.axis == TimeAxis::log;
    return logarithmic && time.until > time.dt ? simulate_log(simulation, watcher, progress)
                                               : simulate_linear(simulation, watcher, progress);
}

bool masses_differ(const Cloud& cloud) {
    const auto& masses = cloud.masses();
    return cloud.weighted() && std::adjacent_find(masses.begin(), masses.end(), std::not_equal_to<>()) != masses.end();
}

void write_results(const std::filesystem::path& folder, const SceneDocument& document, Simulation& simulation,
                   const std::vector<Measurement>& rows, const std::vector<Comparison>& theory, double seconds) {
    const Cloud initial = simulation.initial_cloud();
    const Cloud& final = simulation.cloud();
    const auto columns = static_cast<std::size_t>(final.dimension());
    // What an earlier run left must not pass for a result of this one.
    std::error_code ignored;
    std::filesystem::remove(folder / "masses.npy", ignored);
    write_npy(folder / "initial.npy", row_major(initial), initial.size(), columns);
    write_npy(folder / "tokens.npy", row_major(final), final.size(), columns);
    if (masses_differ(final)) write_npy(folder / "masses.npy", final.masses(), final.size(), 0);
    write_file(folder / "series.csv", to_csv(rows));
    write_file(folder / "scene.json", to_json(document));
    write_file(folder / "summary.json", summary(simulation, theory, seconds));
}

}  // namespace

void add_run(CLI::App& root) {
    CLI::App* app = root.add_subcommand("run", "Simulate without a window and write tokens, series and summary");
    auto common = std::make_shared<Common>();
    auto out = std::make_shared<std::string>();
    common->add_to(*app);
    app->add_option("--out", *out, "Folder for the results, made if it is not there")
        ->type_name("DIR")
        ->check(not_empty())
        ->required();
    app->footer(
        "Files: scene.json (runs again to the same result), initial.npy and tokens.npy (N×d, float64),\n"
        "masses.npy (only when they differ), series.csv (measurements over time), summary.json (timings)\n"
        "Example:\n  coalesce run ms1a --set model.beta=50 --set tokens.count=2000 --until 5 --out results");
    app->callback([common, out] {
        const SceneDocument document = common->load();
        check_steps(document, common->scene);
        Simulation simulation(document.scene);
        simulation.set_linking_angle(document.view.linking_angle);
        make_output_folder(*out);
        const auto start = Clock::now();
        Watcher watcher(simulation);
        const std::vector<Measurement> rows = simulate(simulation, watcher, common->quiet);
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        write_results(*out, document, simulation, rows, watcher.look(), seconds);
    });
}

}  // namespace coalesce::command
