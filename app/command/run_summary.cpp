#include "command/run_summary.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "coalesce/flow/device.hpp"
#include "coalesce/observe/cloud_distance.hpp"
#include "coalesce/observe/groups.hpp"
#include "coalesce/observe/mean_shift.hpp"
#include "coalesce/observe/mesh_modes.hpp"
#include "coalesce/observe/token_sample.hpp"
#include "command/bench_measure.hpp"
#include "command/twin_table.hpp"
#include "version.hpp"

namespace coalesce::command {
namespace {

/// Returns the clusters of at least a hundredth of the mass, from birth to merge, with their last mass.
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

/// Returns what differs between the run and each twin, and how far their clouds came apart.
nlohmann::ordered_json twins_json(const TwinTable& table) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const TwinTable::Twin& twin : table.twins()) {
        nlohmann::ordered_json set;
        for (const Assignment& assignment : twin.set) {
            const std::size_t equals = assignment.find('=');
            set[assignment.substr(0, equals)] = nlohmann::ordered_json::parse(assignment.substr(equals + 1));
        }
        nlohmann::ordered_json entry{{"folder", twin.folder}, {"set", set}, {"words", twin.words}};
        if (!twin.distance.empty()) {
            const auto largest = std::max_element(twin.distance.begin(), twin.distance.end());
            const double at = table.times()[static_cast<std::size_t>(largest - twin.distance.begin())];
            entry["distance"] = {{"name", cloud_distance_name(table.dimension())},
                                 {"last", twin.distance.back()},
                                 {"largest", *largest},
                                 {"largest_at", at}};
            entry["energy"] = twin.energy.back();
        }
        list.push_back(std::move(entry));
    }
    return list;
}

/// Returns the number of mean-shift modes.
std::size_t modes_of(const Simulation& simulation) {
    const Cloud& cloud = simulation.cloud();
    const double width = default_linking_angle(simulation.scene().model.beta);
    return cloud.size() > most_observed ? mesh_modes(cloud, width).modes.size() : mean_shift(cloud, width).modes.size();
}

}  // namespace

std::string run_summary(Simulation& simulation, const std::vector<Comparison>& theory, const RunEnd& end,
                        const TwinTable* twins) {
    const SolverReport report = simulation.report();
    nlohmann::ordered_json json;
    json["steps"] = simulation.steps();
    json["time"] = simulation.time();
    json["wall_seconds"] = end.seconds;
    json["steps_per_second"] = end.seconds > 0 ? static_cast<double>(simulation.steps()) / end.seconds : 0.0;
    if (!end.stopped_by.empty()) json["stopped_by"] = end.stopped_by;
    json["backend"] = report.backend;
    const std::string& why = report.backend_reason.empty() ? no_device_reason() : report.backend_reason;
    if (report.backend == "cpu" && !why.empty()) json["backend_reason"] = why;
    json["solver"] = name_of(report.method);
    if (!report.solver_reason.empty()) json["solver_reason"] = report.solver_reason;
    json["precision"] = name_of(report.precision);
    json["field_error"] = report.field_error ? nlohmann::ordered_json(*report.field_error) : nullptr;
    if (report.error_tokens > 0) json["field_error_tokens"] = report.error_tokens;
    if (const auto& rest = simulation.rest())
        json["at_rest"] = {{"since", rest->since},
                           {"within", rest->distance},
                           {"rate", rest->rate},
                           {"reason",
                            "every token is within that many radians of a stable fixed point and approaches it "
                            "at least at that rate: the remaining time takes no steps"}};
    const Clustering linked =
        link_clusters(simulation.observed_cloud(), default_linking_angle(simulation.scene().model.beta));
    json["clusters"] = {{"seen", counted(simulation.clustering().clusters)},
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
    if (twins) json["twins"] = twins_json(*twins);
    json["version"] = program_version();
    json["commit"] = program_commit();
    return json.dump(2) + "\n";
}

}  // namespace coalesce::command
