#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "coalesce/flow/run_limits.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/memory.hpp"
#include "coalesce/model/npy.hpp"
#include "coalesce/model/output.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/observe/phase_words.hpp"
#include "sweep/swept_scene.hpp"
#include "sweep/watched_run.hpp"

namespace coalesce {
namespace {

constexpr std::string_view time_of_gathering = "time_of_gathering";

/// The argument of a measure stands behind the colon of its name.
enum class Argument { none, number, phase };

struct Argued {
    std::size_t number = 0;
    std::string phase{};
};

/// A measure, and how it is read off a run.
struct SceneMeasure {
    std::string_view name;
    Argument argument;
    std::string_view unit;
    bool whole;
    bool past;  ///< it needs the run's past to be watched
    std::string_view about;
    double (*of)(WatchedRun& run, const Argued& argued);
};

const SceneMeasure scene_measures[] = {
    {"clusters", Argument::none, "", true, true, "Clusters of the last state, without loose tokens",
     [](WatchedRun& run, const Argued&) { return static_cast<double>(run.simulation().measure().clusters); }},
    {"first_clusters", Argument::none, "", true, true,
     "Largest number of clusters that a state of the run had: those that an even crowd first falls into",
     [](WatchedRun& run, const Argued&) { return static_cast<double>(run.most_clusters()); }},
    {"largest_mass", Argument::none, "", false, true, "Mass of the heaviest cluster of the last state, at most 1",
     [](WatchedRun& run, const Argued&) { return run.largest_mass(); }},
    {"merges", Argument::none, "", true, true, "Merges of clusters during the run",
     [](WatchedRun& run, const Argued&) { return static_cast<double>(run.simulation().merges().size()); }},
    {"time_of_merge", Argument::number, "time", false, true, "Time of the K-th merge",
     [](WatchedRun& run, const Argued& argued) { return run.time_of_merge(argued.number); }},
    {"time_of_clusters", Argument::number, "time", false, true,
     "First time with at most K clusters, after there were more",
     [](WatchedRun& run, const Argued& argued) { return run.time_of_clusters(static_cast<int>(argued.number)); }},
    {time_of_gathering, Argument::none, "time", false, false,
     "First time at which all tokens are within 0.022 rad of one place: inner products above 0.999",
     [](WatchedRun& run, const Argued&) { return run.time_of_gathering(); }},
    {"time_of_phase", Argument::phase, "time", false, true, "Time at which the phase NAME begins",
     [](WatchedRun& run, const Argued& argued) { return run.time_of_phase(argued.phase); }},
    {"plateau", Argument::number, "time", false, true,
     "Length of the K-th stretch without a merge, ended by a merge; the first begins with the pairing phase, or with "
     "the run where there is none",
     [](WatchedRun& run, const Argued& argued) { return run.plateau(argued.number); }},
    {"energy", Argument::none, "", false, false, "Energy of the last state",
     [](WatchedRun& run, const Argued&) { return run.simulation().measure().energy; }},
    {"alignment", Argument::none, "rad", false, false, "Mean angle between a token and E_max in the last state",
     [](WatchedRun& run, const Argued&) { return run.simulation().measure().alignment; }},
    {"w1_heat", Argument::none, "rad", false, false,
     "Distance W1 (sphere: sliced W1) of the last state from the heat limit, where it applies",
     [](WatchedRun& run, const Argued&) { return run.heat_distance(); }},
    {"mean_speed", Argument::none, "rad/time", false, false, "Mean speed of a token in the last state",
     [](WatchedRun& run, const Argued&) { return run.simulation().measure().mean_speed; }},
    {"max_speed", Argument::none, "rad/time", false, false, "Largest speed of a token in the last state",
     [](WatchedRun& run, const Argued&) { return run.simulation().measure().max_speed; }},
    {"time", Argument::none, "time", false, false, "Time of the last state",
     [](WatchedRun& run, const Argued&) { return run.simulation().time(); }},
    {"steps", Argument::none, "", true, false, "Steps of the run",
     [](WatchedRun& run, const Argued&) { return static_cast<double>(run.simulation().steps()); }},
    {"wall_seconds", Argument::none, "s", false, false,
     "Seconds that the run took on this machine: the one measure that differs when a sweep is repeated",
     [](WatchedRun& run, const Argued&) { return run.seconds(); }},
};

std::string full_name(const SceneMeasure& measure) {
    const std::string name(measure.name);
    return measure.argument == Argument::none ? name : name + (measure.argument == Argument::phase ? ":NAME" : ":K");
}

std::string listed_phases() {
    std::string text;
    for (const std::string_view word : phase_words) text.append(text.empty() ? "" : ", ").append(word);
    return text;
}

Argued argument_of(const SceneMeasure& measure, const std::string& name, const std::string& text) {
    Argued argued;
    const std::string found = "found " + shortened(name) + ", expected ";
    if (measure.argument == Argument::none) {
        if (name.find(':') != std::string::npos) throw Issue("", found + std::string(measure.name));
    } else if (measure.argument == Argument::number) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), argued.number);
        if (error != std::errc() || end != text.data() + text.size() || argued.number < 1 || argued.number > 1'000'000)
            throw Issue("", found + full_name(measure) + " with a whole number K from 1 to 1000000");
    } else {
        if (std::find(std::begin(phase_words), std::end(phase_words), text) == std::end(phase_words))
            throw Issue("", found + full_name(measure) + " with one of " + listed_phases());
        argued.phase = text;
    }
    return argued;
}

/// Finds the measure and its argument. @throws Issue
std::pair<const SceneMeasure*, Argued> found_measure(const std::string& name) {
    const std::size_t colon = name.find(':');
    const std::string word = name.substr(0, colon), argument = colon == std::string::npos ? "" : name.substr(colon + 1);
    for (const SceneMeasure& measure : scene_measures)
        if (measure.name == word) return {&measure, argument_of(measure, name, argument)};
    std::vector<std::string_view> names;
    for (const SceneMeasure& measure : scene_measures) names.push_back(measure.name);
    const std::string_view near = nearest(shortened(word), names);
    const auto* const measure = std::find_if(std::begin(scene_measures), std::end(scene_measures),
                                             [&](const SceneMeasure& m) { return m.name == near; });
    throw Issue("", "found the unknown measure " + shortened(name) + ", the nearest known one is " +
                        full_name(*measure) + " (coalesce sweep --help lists them)");
}

nlohmann::ordered_json summary_of(WatchedRun& run) {
    Simulation& simulation = run.simulation();
    nlohmann::ordered_json json{{"steps", simulation.steps()},
                                {"time", simulation.time()},
                                {"clusters", simulation.measure().clusters},
                                {"energy", simulation.measure().energy}};
    json["phases"] = nlohmann::ordered_json::array();
    for (const Phase& phase : simulation.phases())
        json["phases"].push_back({{"name", phase.name}, {"from", phase.from}, {"to", phase.to}});
    json["merges"] = nlohmann::ordered_json::array();
    for (const Merge& merge : simulation.merges())
        json["merges"].push_back(
            {{"time", merge.time}, {"masses", {merge.masses[0], merge.masses[1]}}, {"angle", merge.angle}});
    return json;
}

/// Writes what stays of a run; the summary comes last and says that all is there.
void keep_files(WatchedRun& run, SweepKeep keep, const std::filesystem::path& folder) {
    const Cloud& cloud = run.simulation().cloud();
    if (keep == SweepKeep::tokens) {
        write_npy(folder / "tokens.npy", row_major(cloud), cloud.size(), static_cast<std::size_t>(cloud.dimension()));
        if (cloud.weighted()) write_npy(folder / "masses.npy", cloud.masses(), cloud.size(), 0);
    }
    write_scene(run.document(), folder / "scene.json");
    write_file(folder / "summary.json", summary_of(run).dump(2) + "\n");
}

}  // namespace

std::vector<SweepMeasureHelp> scene_measures_help() {
    std::vector<SweepMeasureHelp> help;
    for (const SceneMeasure& measure : scene_measures)
        help.push_back({full_name(measure), std::string(measure.unit), std::string(measure.about)});
    return help;
}

SweepMeasure scene_measure(const std::string& name) {
    const SceneMeasure& measure = *found_measure(name).first;
    return {name, std::string(measure.unit), measure.whole};
}

std::vector<double> run_and_measure(const SceneDocument& document, const std::optional<SweepStop>& end,
                                    const std::vector<SweepMeasure>& measures, const StopToken& stop, SweepKeep keep,
                                    const std::filesystem::path& folder) {
    const Scene& scene = document.scene;
    check_memory(token_count(scene.tokens.law, scene.dimension, static_cast<std::size_t>(scene.tokens.count)),
                 bytes_per_coordinate(scene.time.method) * scene.dimension);
    WatchedRun::Watch watch{.past = end.has_value() || keep != SweepKeep::nothing};
    for (const SweepMeasure& measure : measures) {
        const SceneMeasure& asked = *found_measure(measure.name).first;
        watch.past |= asked.past;
        watch.gathering |= asked.name == time_of_gathering;
    }
    WatchedRun run(document, watch, stop);
    run.take_steps(end);
    std::vector<double> values;
    for (const SweepMeasure& measure : measures) {
        const auto [found, argued] = found_measure(measure.name);
        values.push_back(found->of(run, argued));
    }
    stop.check();
    if (keep != SweepKeep::nothing) keep_files(run, keep, folder);
    return values;
}

}  // namespace coalesce
