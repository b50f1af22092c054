#include "coalesce/studies/staircase.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/theory/pairing.hpp"
#include "studies/used_keys.hpp"

namespace coalesce::studies {
namespace {

using StaircaseRun = Staircase::Run;

/// Close enough for the last merge at β = 4000 to come before the clock ends at 10^300, and far enough apart for the
/// first one at β = 500 to be a plateau (β(1-ρ) = 10); each wait is then about the square of the one before. Angles
/// 0, 0.28, 0.55, 0.75, 1.02 from 1.06 on, so that the middle stands at the top of the circle.
constexpr std::string_view staircase_text = R"({
  "coalesce": 1,
  "name": "Five tokens on the circle",
  "dimension": 2,
  "tokens": {"law": {"kind": "points", "points": [
    [0.48887, 0.87236], [0.22875, 0.97348], [-0.03919, 0.99923], [-0.23693, 0.97153], [-0.48748, 0.87313]]}},
  "time": {"method": "adaptive", "dt": 0.01, "tolerance": 1e-9, "until": 1e300, "axis": "log"}
})";

/// The first token of every token's cluster.
std::vector<std::size_t> partition(const Clustering& clustering) {
    std::vector<std::size_t> first(clustering.label.size());
    std::map<std::int32_t, std::size_t> seen;
    for (std::size_t i = 0; i < first.size(); ++i) first[i] = seen.emplace(clustering.label[i], i).first->second;
    return first;
}

/// Merges whose two clusters are not those of the law.
int wrong_merges(const StaircaseRun& run) {
    int wrong = std::abs(static_cast<int>(run.predicted.size()) - static_cast<int>(run.merges.size()));
    std::vector<std::size_t> expected(run.angles.size());
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = i;
    for (std::size_t k = 0; k < std::min(run.predicted.size(), run.partitions.size()); ++k) {
        std::replace(expected.begin(), expected.end(), run.predicted[k].j, run.predicted[k].i);
        wrong += run.partitions[k] != expected;
    }
    return wrong;
}

double largest_merge_error(const StaircaseRun& run) {
    double largest = run.merges.empty() ? INFINITY : 0;
    for (std::size_t k = 0; k < std::min(run.predicted.size(), run.merges.size()); ++k)
        largest = std::max(largest, std::abs(std::log10(run.merges[k].time) - run.predicted[k].log10_time));
    return largest;
}

StaircaseRun climb(Scene scene, double beta) {
    scene.model.beta = beta;
    Simulation simulation(scene);
    StaircaseRun run;
    run.beta = beta;
    run.predicted = predicted_staircase(pairing_law(scene.model), simulation.cloud());
    run.angles.resize(simulation.cloud().size());
    const auto record = [&] {
        if (simulation.time() <= 0) return;
        run.log_time.push_back(std::log10(simulation.time()));
        run.energy.push_back(2 * beta * simulation.measure().energy);
        for (std::size_t i = 0; i < run.angles.size(); ++i) {
            const Vec3 x = simulation.cloud().token(i);
            run.angles[i].push_back(std::atan2(x[1], x[0]));
        }
        while (run.partitions.size() < simulation.merges().size())
            run.partitions.push_back(partition(simulation.clustering()));
    };
    simulation.measure();
    while (simulation.time() < scene.time.until) {
        simulation.step_towards(scene.time.until);
        record();
    }
    run.merges = simulation.merges();
    run.steps = simulation.steps();
    return run;
}

/// The law must hold, and every merge come before the clock ends.
void validate(const Scene& scene, const std::vector<double>& betas) {
    const std::string where = "reproduce staircase: ";
    for (const double beta : betas) {
        Model model = scene.model;
        model.beta = beta;
        const PairingLaw law = pairing_law(model);
        if (!law.valid) throw InputError(where + "there is no pairing law to compare with: " + law.why_not);
        const Cloud cloud = draw(scene.tokens.law, 2, 0, 0);
        if (cloud.size() < 2 || cloud.size() > 20)
            throw InputError(where + "tokens.law: found " + std::to_string(cloud.size()) +
                             " points, expected 2 to 20 of them");
        const std::vector<PredictedMerge> merges = predicted_staircase(law, cloud);
        if (merges.size() + 1 < cloud.size() || merges.back().log10_time > 299)
            throw InputError(where +
                             formatted("tokens.law: at β = %.4g the last merge would come after t = 10^299, expected "
                                       "points that are nearer to each other",
                                       beta));
    }
}

void put_run(Result& result, const std::string& path, const StaircaseRun& run) {
    result.put(path + "beta", run.beta).put(path + "steps", run.steps);
    Table merges = rows_of(path + "merges", run.merges)
                       .column("log10_time", [](const Merge& merge) { return std::log10(merge.time); })
                       .column("masses", &Merge::masses)
                       .table;
    std::vector<double> predicted(run.merges.size(), NAN);
    for (std::size_t k = 0; k < std::min(run.merges.size(), run.predicted.size()); ++k)
        predicted[k] = run.predicted[k].log10_time;
    merges.columns.push_back({"predicted_log10_time", std::move(predicted), "", NotFinite::left_out});
    result.put(std::move(merges));
}

}  // namespace

StaircaseSettings staircase_settings(const std::vector<Assignment>& set) {
    refuse("staircase", set, {"model.beta"}, "the figure sweeps it");
    refuse("staircase", set, {"tokens.seed", "tokens.count"},
           "its points are given by tokens.law and nothing is drawn");
    refuse("staircase", set, {"dimension", "tokens.law.kind"}, "it is about points on the circle");
    refuse("staircase", set, {"time.until", "time.method"}, "it runs in adaptive time until one cluster is left");
    SceneDocument document = parse_scene(staircase_text, "staircase", set);
    take_only("staircase", set, {"tokens.law", "model", "time.dt", "time.tolerance", "solver"});
    StaircaseSettings settings{.document = std::move(document)};
    validate(settings.document.scene, settings.betas);
    return settings;
}

Staircase compute_staircase(const StaircaseSettings& settings, const Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    Staircase study{.settings = settings, .runs = {}};
    for (const double beta : settings.betas) {
        study.runs.push_back(climb(settings.document.scene, beta));
        progress(static_cast<double>(study.runs.size()) / static_cast<double>(settings.betas.size()));
    }
    study.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return study;
}

Result result_of(const Staircase& study) {
    const SceneDocument& document = study.settings.document;
    std::vector<double> initial_angles;
    for (const std::vector<double>& row : study.runs.front().angles) initial_angles.push_back(row.front());
    Result result;
    result.put("figure", "staircase").put("title", Staircase::title).put("source", Staircase::source);
    result.put("settings.tokens", study.runs.front().angles.size())
        .put("settings.method", "adaptive")
        .put("settings.tolerance", document.scene.time.tolerance)
        .put("settings.initial_angles", initial_angles, "rad")
        .put("settings.prediction",
             "pairing law step after step, every merged pair one weighted cluster where the two meet");
    result.put_scene(document, {"model.beta"});  // swept
    result.put("seconds", study.seconds, "s");
    int wrong = 0;
    double largest = 0;
    for (std::size_t k = 0; k < study.runs.size(); ++k) {
        put_run(result, "runs." + std::to_string(k) + ".", study.runs[k]);
        wrong += wrong_merges(study.runs[k]);
        largest = std::max(largest, largest_merge_error(study.runs[k]));
    }
    result.checks = {{"merges that are not the predicted ones", static_cast<double>(wrong), 0},
                     {"largest distance of log10(merge time) from the pairing law", largest, Staircase::allowed_error}};
    return result;
}

}  // namespace coalesce::studies
