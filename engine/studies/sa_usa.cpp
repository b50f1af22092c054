#include "coalesce/studies/sa_usa.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "coalesce/model/error.hpp"
#include "coalesce/studies/fit.hpp"
#include "coalesce/theory/pairing.hpp"
#include "studies/kept_frames.hpp"
#include "studies/used_keys.hpp"

namespace coalesce::studies {
namespace {

using Attempt = SaUsa::Attempt;

/// Crowds of one width and of masses 0.5 to 0.04, far enough apart to contract before they feel each other.
constexpr std::string_view sa_usa_text = R"({
  "coalesce": 1,
  "name": "Crowds of unequal mass",
  "dimension": 3,
  "tokens": {"count": 3000, "seed": 1, "law": {"kind": "mixture", "components": [
    {"weight": 0.5, "mean": [0.9, -0.4, 0.1], "std": 0.2},
    {"weight": 0.25, "mean": [0.3, 0.9, 0.3], "std": 0.2},
    {"weight": 0.13, "mean": [0.35, 0.2, -0.9], "std": 0.2},
    {"weight": 0.08, "mean": [0.2, -0.1, 1], "std": 0.2},
    {"weight": 0.04, "mean": [-0.55, 0.5, -0.7], "std": 0.2}]}},
  "model": {"beta": 20},
  "time": {"method": "adaptive", "dt": 0.01, "tolerance": 1e-5, "until": 1e12, "axis": "log"},
  "view": {"colour_by": "cluster", "yaw": 0.25, "pitch": 0.12}
})";
/// Crowds of 120 tokens have a width, and so a time, of their own by some 1/sqrt(120) = 10 %; over the 1.1 decades of
/// mass that is 0.05 in the exponent, and pulls of the others are smaller.
constexpr double allowed_sa_usa_error = 0.1;

/// Crowds by falling mass: the component of the mixture whose mean is nearest at the start.
std::vector<std::vector<std::size_t>> crowds_of(const Cloud& cloud, const MixtureLaw& law) {
    std::vector<std::vector<std::size_t>> crowds(law.components.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3 x = cloud.token(i);
        const auto nearest = std::max_element(
            law.components.begin(), law.components.end(),
            [&](const auto& a, const auto& b) { return dot(normalised(a.mean), x) < dot(normalised(b.mean), x); });
        crowds[static_cast<std::size_t>(nearest - law.components.begin())].push_back(i);
    }
    std::stable_sort(crowds.begin(), crowds.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    return crowds;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Median angle from the middle; the middle by medians too, since strays that another crowd draws away count little.
double width_of(const Cloud& cloud, const std::vector<std::size_t>& crowd) {
    Vec3 middle{};
    std::vector<double> values(crowd.size());
    for (int axis = 0; axis < 3; ++axis) {
        for (std::size_t k = 0; k < crowd.size(); ++k) values[k] = cloud.axis(axis)[crowd[k]];
        middle[static_cast<std::size_t>(axis)] = median(values);
    }
    middle = normalised(middle);
    for (std::size_t k = 0; k < crowd.size(); ++k) values[k] = angle_between(middle, cloud.token(crowd[k]));
    return median(values);
}

/// When its width has fallen to a tenth of what it was, by linear interpolation of the logarithms.
double collapse_time(const std::vector<Measurement>& series, const std::vector<double>& width) {
    for (std::size_t k = 1; k < width.size(); ++k) {
        if (width[k] > width.front() / 10) continue;
        const double now = std::log(std::max(width[k], 1e-16)), before = std::log(width[k - 1]);
        const double part = (std::log(width.front() / 10) - before) / (now - before);
        return series[k - 1].time + part * (series[k].time - series[k - 1].time);
    }
    return INFINITY;
}

/// Runs one attempt to the end, and measures its crowds after every step.
Attempt run(Simulation& simulation, const TimeSpec& time, const std::vector<std::vector<std::size_t>>& crowds,
            KeptFrames& frames, const Progress& progress) {
    Attempt attempt;
    attempt.widths.resize(crowds.size());
    const auto record = [&] {
        attempt.series.push_back(simulation.measure());
        for (std::size_t k = 0; k < crowds.size(); ++k)
            attempt.widths[k].push_back(width_of(simulation.cloud(), crowds[k]));
    };
    for (record(); simulation.time() < time.until; record()) {
        simulation.step_towards(time.until);
        frames.look(simulation);
        progress(std::clamp(std::log(simulation.time() / time.dt) / std::log(time.until / time.dt), 0.0, 1.0));
    }
    attempt.phases = simulation.phases();
    attempt.merges = simulation.merges();
    attempt.steps = simulation.steps();
    return attempt;
}

/// Fits the times of contraction to the masses, with the slope free, and with that of the law.
void fit_contraction(Attempt& attempt, const std::vector<double>& masses, double law) {
    std::vector<double> x, y;
    for (std::size_t k = 0; k < masses.size(); ++k) {
        attempt.collapsed.push_back(collapse_time(attempt.series, attempt.widths[k]));
        x.push_back(std::log10(masses[k]));
        y.push_back(std::log10(attempt.collapsed.back()));
        attempt.level += y.back() - law * x.back();
    }
    attempt.exponent = fitted_line(x, y).slope;
    attempt.level /= static_cast<double>(masses.size());
}

/// The same times for both: the start, the end of softmax's heat phase, ten times that, and on in equal steps of log
/// time to a decade after the last merge of either.
void choose_common_panels(const std::vector<KeptFrames>& frames, SaUsa& study) {
    for (const Attempt& attempt : study.attempts) {
        const double last = attempt.series.back().time;
        study.end =
            std::max(study.end, attempt.merges.empty() ? last : std::min(last, 10 * attempt.merges.back().time));
    }
    double contracted = 1;
    for (const Phase& phase : study.attempts.front().phases)
        if (phase.name == "pairing" && phase.from > 0) contracted = phase.from;
    study.panel_times = {0, contracted};
    for (int k = 0; k < SaUsa::panels - 2; ++k)
        study.panel_times.push_back(10 * contracted *
                                    std::pow(study.end / (10 * contracted), k / (SaUsa::panels - 3.0)));
    std::uint64_t sequence = 1;
    for (std::size_t a = 0; a < study.attempts.size(); ++a)
        for (const double time : study.panel_times) {
            study.attempts[a].frames.push_back(frames[a].nearest(time));
            study.attempts[a].frames.back().sequence = sequence++;
        }
}

void put_attempt(Result& result, const std::string& path, const SaUsa& study, std::size_t which) {
    const Attempt& attempt = study.attempts[which];
    result.put(path + "attention", SaUsa::names[which]).put(path + "steps", attempt.steps);
    result.put(rows_of(path + "phases", attempt.phases)
                   .column("name", &Phase::name)
                   .column("from", &Phase::from)
                   .column("to", &Phase::to));
    result.put(rows_of(path + "merges", attempt.merges).column("time", &Merge::time).column("masses", &Merge::masses));
    result.put(Table{path + "crowds"}.add("mass", study.masses).add("contraction_time", attempt.collapsed));
    result.put(path + "exponent", attempt.exponent);
}

}  // namespace

SceneDocument sa_usa_scene(const std::vector<Assignment>& set) {
    refuse("sa-usa", set, {"model.attention"}, "the figure shows both");
    SceneDocument document = parse_scene(sa_usa_text, "sa-usa", set);
    const Scene& scene = document.scene;
    const std::string where = "reproduce sa-usa: ";
    const auto* law = std::get_if<MixtureLaw>(&scene.tokens.law);
    if (scene.dimension != 3 || !law || law->components.size() < 2)
        throw InputError(where + "tokens.law: expected a mixture of two or more components on S^2");
    if (scene.time.method != Method::adaptive)
        throw InputError(where + "time.method: found a fixed step, expected adaptive: the figure spans decades");
    const PairingLaw pairing = pairing_law(scene.model);
    if (!pairing.valid) throw InputError(where + "crowds would not contract alike: " + pairing.why_not);
    take_only("sa-usa", set,
              with_sphere_keys({"tokens", "model", "time.method", "time.dt", "time.tolerance", "time.until", "solver",
                                "view.linking_angle"}));
    return document;
}

SaUsa compute_sa_usa(const SceneDocument& document, const Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    SaUsa study{.document = document, .attempts = {}, .masses = {}, .panel_times = {}};
    std::vector<KeptFrames> frames;
    for (const Attention attention : {Attention::softmax, Attention::unnormalized}) {
        Scene scene = document.scene;
        scene.model.attention = attention;
        Simulation simulation(scene);
        simulation.set_linking_angle(document.view.linking_angle);
        const auto crowds = crowds_of(simulation.cloud(), std::get<MixtureLaw>(scene.tokens.law));
        if (std::any_of(crowds.begin(), crowds.end(), [](const auto& crowd) { return crowd.empty(); }))
            throw InputError("reproduce sa-usa: tokens.count: found " + std::to_string(simulation.cloud().size()) +
                             ", expected so many that every component of the mixture has a token");
        study.masses.clear();
        for (const auto& crowd : crowds)
            study.masses.push_back(static_cast<double>(crowd.size()) / static_cast<double>(simulation.cloud().size()));
        frames.emplace_back(simulation, document.view.histogram_bins);
        const auto before = static_cast<double>(study.attempts.size());
        Attempt attempt =
            run(simulation, scene.time, crowds, frames.back(), [&](double part) { progress((before + part) / 2); });
        fit_contraction(attempt, study.masses, SaUsa::exponents[study.attempts.size()]);
        study.attempts.push_back(std::move(attempt));
    }
    choose_common_panels(frames, study);
    study.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return study;
}

Result result_of(const SaUsa& study) {
    const Scene& scene = study.document.scene;
    const auto& attempts = study.attempts;
    Result result;
    result.put("figure", "sa-usa").put("title", SaUsa::title).put("source", SaUsa::source);
    result.put("settings.tokens", attempts[0].frames[0].size())
        .put("settings.seed", scene.tokens.seed)
        .put("settings.beta", scene.model.beta)
        .put("settings.method", "adaptive")
        .put("settings.tolerance", scene.time.tolerance)
        .put("settings.until", scene.time.until)
        .put("settings.time_scale", "unnormalised: exp(beta(<x_i,x_j> - 1))")
        .put("settings.panels", "both rows at the same times");
    result.put_scene(study.document, {"model.attention"});  // both
    result.put("seconds", study.seconds, "s");
    int wrong = 0;
    for (std::size_t a = 0; a < attempts.size(); ++a) {
        put_attempt(result, "runs." + std::to_string(a) + ".", study, a);
        wrong += attempts[a].series.back().clusters != 1;
    }
    result.put("panel_times", study.panel_times);
    result.checks = {{"softmax: exponent of the contraction time over mass, distance from 0",
                      std::abs(attempts[0].exponent - SaUsa::exponents[0]), allowed_sa_usa_error},
                     {"unnormalised: exponent of the contraction time over mass, distance from -1",
                      std::abs(attempts[1].exponent - SaUsa::exponents[1]), allowed_sa_usa_error},
                     {"runs that do not end as one cluster", static_cast<double>(wrong), 0}};
    return result;
}

}  // namespace coalesce::studies
