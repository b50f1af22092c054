// Pictures of the tokens' density beside those limit theorems that are about densities.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "chart/numbers.hpp"
#include "coalesce/observe/harmonics.hpp"
#include "coalesce/theory/growth.hpp"
#include "coalesce/theory/heat.hpp"
#include "coalesce/theory/sphere_heat.hpp"
#include "desk/theorem_parts.hpp"
#include "view/plots.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

/// Tokens whose ripples are summed anew for a picture, and waves that it shows.
constexpr std::size_t most_rippled_tokens = 20000;
constexpr int most_waves = 60;

/// The density about the heaviest component, by the angle to its centre.
std::optional<TheoremPicture> sphere_heat_picture(const TheoremRun& run) {
    const SphereHeat heat = sphere_heat(run.scene);
    const Frame& frame = run.frame;
    if (!heat.valid || heat.uniform || frame.positions.empty() || !heat.over_at(frame.time).empty()) return {};
    const auto heaviest = std::max_element(heat.initial.begin(), heat.initial.end(),
                                           [](const auto& a, const auto& b) { return a.weight < b.weight; });
    const Vec3 centre = heaviest->mean, other = std::abs(centre[2]) < 0.9 ? Vec3{0, 0, 1} : Vec3{1, 0, 0};
    const Vec3 e = normalised(cross(centre, other)), f = cross(centre, e);
    constexpr int bins = 30, around = 24;
    chart::Bars measured{.name = "measured", .width = 180.0 / bins, .fill = ink(palette::measurement(run.theme))};
    measured.fill.a = 0.45f;
    measured.height.assign(bins, 0);
    for (int k = 0; k < bins; ++k) measured.x.push_back((k + 0.5) * 180.0 / bins);
    const double width = pi / bins;
    for (std::size_t i = 0; i < frame.size(); ++i) {
        const float* x = &frame.positions[3 * i];
        const auto bin = static_cast<std::size_t>(angle_between(centre, {x[0], x[1], x[2]}) / width);
        const double mass = frame.mass.empty() ? 1.0 / static_cast<double>(frame.size()) : frame.mass[i];
        measured.height[std::min<std::size_t>(bin, bins - 1)] += mass / width;
    }
    chart::Line predicted{.name = "heat limit", .stroke = theory_stroke(run.theme), .rising = true};
    for (int k = 0; k < bins; ++k) {
        const double angle = (k + 0.5) * width;
        double sum = 0;
        for (int j = 0; j < around; ++j) {
            const double turn = 2 * pi * j / around;
            const Vec3 side = add(scaled(e, std::cos(turn)), scaled(f, std::sin(turn)));
            sum += heat.density(frame.time, add(scaled(centre, std::cos(angle)), scaled(side, std::sin(angle))));
        }
        predicted.x.push_back(measured.x[static_cast<std::size_t>(k)]);
        predicted.y.push_back(sum / around * 2 * pi * std::sin(angle));
    }
    TheoremPicture made;
    made.chart.x = {.label = "angle to the heaviest bump (°)", .range = chart::Range{0, 180}};
    made.chart.y = {.label = "tokens (1/rad)"};
    made.chart.items = {measured, predicted};
    legend_above(made.chart);
    made.caption =
        "How many tokens are at each angle from the middle of the heaviest bump, at $t=" + number_text(frame.time) +
        "$.";
    return made;
}

}  // namespace

const Comparison* row_of(const Frame& frame, const std::string& name) {
    const auto found =
        std::find_if(frame.theory.begin(), frame.theory.end(), [&](const Comparison& row) { return row.name == name; });
    return found == frame.theory.end() ? nullptr : &*found;
}

bool valid_row(const Frame& frame, const std::string& name) {
    const Comparison* row = row_of(frame, name);
    return row && row->valid;
}

chart::Stroke theory_stroke(Theme theme, bool dashed) {
    return {ink(palette::theory(theme)), 1.8f, dashed};
}
void legend_above(chart::Chart& chart) {
    chart.legend = chart::Legend::above;
    chart.legend_in_a_row = true;
}

Cloud first_tokens(const Scene& scene, std::size_t most) {
    const auto n = static_cast<std::size_t>(scene.tokens.count);
    const auto seed = static_cast<std::uint64_t>(scene.tokens.seed);
    const bool whole =
        std::holds_alternative<PointsLaw>(scene.tokens.law) || std::holds_alternative<FileLaw>(scene.tokens.law);
    return draw(scene.tokens.law, scene.dimension, whole ? n : std::min(n, most), seed);
}

std::optional<TheoremPicture> density_picture(const TheoremRun& run, const std::string& name) {
    const bool heat = name == "heat limit", holds = valid_row(run.frame, name);
    // The chart says itself that a heat limit has ended.
    const bool ended = heat && !holds && !run.frame.touched && !run.frame.edited && heat_theory(run.scene).valid;
    if ((!holds && !ended) || run.frame.angles.density.empty()) return {};
    if (heat && run.scene.dimension == 3 && leading_space(run.scene.model).kind == LeadingSpace::Kind::everything)
        return sphere_heat_picture(run);
    const HeatTheory theory = heat ? heat_theory(run.scene) : HeatTheory{};
    Frame shown;
    shown.dimension = run.frame.dimension;
    shown.time = run.frame.time;
    shown.angles = run.frame.angles;
    if (!heat) shown.theory = {*row_of(run.frame, name)};
    TheoremPicture made;
    made.chart = angles_chart(shown, heat ? &theory : nullptr, run.theme);
    legend_above(made.chart);
    made.caption = std::string(angle_name(run.frame.dimension)) + " of the tokens (blue) and the " + name +
                   " (red) at $t=" + number_text(run.frame.time) + "$.";
    return made;
}

std::optional<TheoremPicture> ripple_picture(const TheoremRun& run) {
    const Frame& frame = run.frame;
    if (!valid_row(frame, "growth of ripples") || frame.positions.empty() || frame.size() > most_rippled_tokens)
        return {};
    const GrowthLaw law = growth_law(run.scene.model);
    const int waves = std::clamp(2 * law.fastest + 2, 4, most_waves);
    Cloud now(frame.dimension, frame.size());
    for (std::size_t i = 0; i < frame.size(); ++i) {
        const float* x = &frame.positions[3 * i];
        now.set_token(i, normalised(Vec3{x[0], x[1], x[2]}));
    }
    const std::vector<double> first = harmonic_amplitudes(first_tokens(run.scene, most_rippled_tokens), waves);
    const std::vector<double> measured = harmonic_amplitudes(now, waves);
    chart::Dots dots{.name = "measured", .radius = 4, .fill = ink(palette::measurement(run.theme))};
    chart::Line predicted{.name = "start × exp(r t)", .stroke = theory_stroke(run.theme), .rising = true};
    for (int k = 1; k <= waves; ++k) {
        const auto at = static_cast<std::size_t>(k);
        dots.x.push_back(k);
        dots.y.push_back(measured[at]);
        predicted.x.push_back(k);
        predicted.y.push_back(first[at] * std::exp(law.rate(k) * frame.time));
    }
    TheoremPicture made;
    made.chart.x = {.label = frame.dimension == 2 ? "waves k" : "degree l"};
    made.chart.y = {.label = "amplitude", .scale = chart::Scale::log10};
    made.chart.items = {
        chart::Rules{"fastest", {static_cast<double>(law.fastest)}, {ink(palette::faint_text(run.theme)), 1.2f, true}},
        predicted, dots};
    legend_above(made.chart);
    made.caption = "Every ripple of the density at $t=" + number_text(frame.time) +
                   "$, and what its rate makes of the chance it began with.";
    return made;
}

}  // namespace coalesce
