#include "studies/swept.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "coalesce/model/error.hpp"
#include "coalesce/sweep/sweep_compute.hpp"

namespace coalesce::studies {

Swept compute_swept(const SceneDocument& document, const std::string& rest, const Progress& progress) {
    nlohmann::ordered_json root = nlohmann::ordered_json::parse(rest);
    root["coalesce_sweep"] = 1;
    root["scene"] = nlohmann::ordered_json::parse(to_json(document));
    Swept swept{parse_sweep(root.dump(), "sweep of a figure", {}), {}};
    const SweepTable table = compute_sweep(swept.sweep, {.folder = {}, .stop = {}}, progress);
    if (table.count_failed() > 0) {
        const std::size_t first = table.first_failed();
        throw RunError(swept.sweep.name_of(first) + ": " + table.failure(first));
    }
    for (std::size_t run = 0; run < swept.sweep.runs(); ++run)
        for (std::size_t k = 0; k < swept.sweep.measures.size(); ++k) swept.values.push_back(table.value(run, k));
    return swept;
}

MeanAndError mean_and_error(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return {mean, std::sqrt(squares / (n - 1) / n)};
}

}  // namespace coalesce::studies
