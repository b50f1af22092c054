#include "coalesce/studies/ms4.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/paper.hpp"
#include "studies/kept_frames.hpp"
#include "studies/used_keys.hpp"

namespace coalesce::studies {
namespace {

/// Energy may fall by this share of itself, rounding: plateaus are those of a few lumps, whose field is right to some
/// 1e-15 β; while the field is in single precision, the energy rises by far more than that is off.
constexpr double allowed_fall = 1e-12;

/// Largest fall of the energy below what it was before, relative to it.
double largest_fall(const std::vector<Measurement>& series) {
    double highest = 0, fall = 0;
    for (const Measurement& row : series) {
        highest = std::max(highest, row.energy);
        fall = std::max(fall, (highest - row.energy) / highest);
    }
    return fall;
}

/// One level between the merges, from the clusters that are there.
void find_levels(const KeptFrames& frames, Ms4& study) {
    if (!study.phase("pairing")) return;
    double from = study.phase("pairing")->from;
    for (std::size_t k = 0; k <= study.merges.size(); ++k) {
        const double to = k < study.merges.size() ? study.merges[k].time : study.series.back().time;
        double squares = 0;
        for (const Cluster& cluster : frames.nearest(from).clusters) squares += cluster.mass * cluster.mass;
        if (to > from) study.levels.push_back({from, to, squares});
        from = to;
    }
}

void choose_ms4_panels(const KeptFrames& frames, Ms4& study) {
    std::vector<double> times{0};
    const Phase *alignment = study.phase("alignment"), *pairing = study.phase("pairing");
    if (pairing) {
        // Tokens gather between the end of alignment and the start of pairing, which may be the same.
        const double from = alignment ? alignment->to : 0, first = study.document.scene.time.dt;
        const bool gathers = pairing->from > from;
        if (gathers) times.push_back(from);
        times.push_back(std::sqrt(std::max(gathers ? from : first, first) * pairing->from));
        times.push_back(pairing->from);
        if (study.merges.size() > 1)
            times.push_back(
                std::sqrt(study.merges[study.merges.size() / 2].time * study.merges[study.merges.size() / 2 - 1].time));
    }
    times.push_back(study.shown_until());
    for (const double time : times) {
        const Frame& frame = frames.nearest(time);
        if (study.panels.empty() || frame.time > study.panels.back().time) study.panels.push_back(frame);
    }
}

std::vector<Check> ms4_checks(const Ms4& study) {
    // Between the two tokens gather within E_max: "heat" where that is before heat's collapse, else "clustering".
    const Phase *first = study.phase("alignment"), *last = study.phase("pairing");
    const bool in_order = first && last && first == &study.phases.front() && first->to <= last->from;
    std::vector<Check> list{{"phases missing or out of order", in_order ? 0.0 : 1.0, 0},
                            {"clusters at the end", static_cast<double>(study.series.back().clusters), 1}};
    if (study.energy_promised())
        list.push_back({"largest fall of the energy, relative", largest_fall(study.series), allowed_fall});
    return list;
}

}  // namespace

SceneDocument ms4_scene(const std::vector<Assignment>& set) {
    SceneDocument document = load_scene("ms4", set);
    if (document.scene.time.method != Method::adaptive)
        throw InputError("reproduce ms4: time.method: found a fixed step, expected adaptive: the figure spans decades");
    if (document.scene.model.noise > 0)
        throw InputError("reproduce ms4: model.noise: found " + decimal_text(document.scene.model.noise) +
                         ", expected 0: adaptive steps take no noise");
    take_only("ms4", set,
              with_sphere_keys({"tokens", "model", "time.method", "time.dt", "time.tolerance", "time.until", "solver",
                                "view.linking_angle", "view.leading_space"}));
    return document;
}

const Phase* Ms4::phase(std::string_view name) const {
    const auto found = std::find_if(phases.begin(), phases.end(), [&](const Phase& p) { return p.name == name; });
    return found == phases.end() ? nullptr : &*found;
}

double Ms4::scaled_energy(double time) const {
    const auto after =
        std::find_if(series.begin(), series.end() - 1, [&](const Measurement& row) { return row.time >= time; });
    const auto before = after == series.begin() || after->time == time ? after : after - 1;
    return 2 * document.scene.model.beta * before->energy;
}

double Ms4::shown_until() const {
    const double end = series.back().time;
    if (merges.empty() || series.back().clusters > 1) return end;
    return std::min(end, 100 * merges.back().time);
}

bool Ms4::energy_promised() const {
    const Model& model = document.scene.model;
    const Matrix b = query_key(model);
    const double ratio = spectral_norm(model.V) / spectral_norm(b);
    double off = 0;
    for (int i = 0; i < b.dimension; ++i)
        for (int j = 0; j < b.dimension; ++j)
            off = std::max({off, std::abs(b(i, j) - b(j, i)), std::abs(model.V(i, j) - ratio * b(i, j)) / ratio});
    return !model.causal && off <= 1e-9 * spectral_norm(b);
}

Ms4 compute_ms4(const SceneDocument& document, const Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    Ms4 study{.document = document, .series = {}, .phases = {}, .merges = {}, .levels = {}, .panels = {}};
    Simulation simulation(document.scene);
    simulation.set_linking_angle(document.view.linking_angle);
    KeptFrames frames(simulation, document.view.histogram_bins);
    const double until = document.scene.time.until, first = document.scene.time.dt;
    study.series.push_back(simulation.measure());
    while (simulation.time() < until) {
        simulation.step_towards(until);
        study.series.push_back(simulation.measure());
        frames.look(simulation);
        progress(std::clamp(std::log(simulation.time() / first) / std::log(until / first), 0.0, 1.0));
    }
    study.phases = simulation.phases();
    study.merges = simulation.merges();
    // Plateaus are of the pairing phase; while tokens fall to the plane crowds of the poles meet too.
    if (const Phase* pairing = study.phase("pairing"))
        std::erase_if(study.merges, [&](const Merge& merge) { return merge.time < pairing->from; });
    study.steps = simulation.steps();
    find_levels(frames, study);
    choose_ms4_panels(frames, study);
    study.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return study;
}

Result result_of(const Ms4& study) {
    using Level = Ms4::Level;
    const Scene& scene = study.document.scene;
    Result result;
    result.put("figure", "ms4").put("title", Ms4::title).put("source", source_of("Fig. 4"));
    result.put("settings.tokens", study.panels.back().size())
        .put("settings.seed", scene.tokens.seed)
        .put("settings.beta", scene.model.beta)
        .put("settings.method", "adaptive")
        .put("settings.tolerance", scene.time.tolerance)
        .put("settings.until", scene.time.until);
    result.put_scene(study.document).put("steps", study.steps).put("seconds", study.seconds, "s");
    result.put(rows_of("phases", study.phases)
                   .column("name", &Phase::name)
                   .column("from", &Phase::from)
                   .column("to", &Phase::to)
                   .column("criterion", &Phase::criterion));
    result.put(rows_of("merges", study.merges)
                   .column("time", &Merge::time)
                   .column("masses", &Merge::masses)
                   .column("angle", &Merge::angle, "rad"));
    result.put(
        rows_of("plateaus", study.levels)
            .column("from", &Level::from)
            .column("to", &Level::to)
            .column("sum_of_squared_masses", &Level::value)
            .column("two_beta_energy_at_its_end", [&](const Level& level) { return study.scaled_energy(level.to); }));
    result.put("energy_monotone_by_theory", study.energy_promised());
    result.put(rows_of("panels", study.panels).column("time", &Frame::time).column("clusters", [](const Frame& frame) {
        return frame.now.clusters;
    }));
    result.checks = ms4_checks(study);
    return result;
}

}  // namespace coalesce::studies
