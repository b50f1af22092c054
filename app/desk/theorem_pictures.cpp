// Pictures of a run beside the limit theorems: the numbers are those of the frame, its rows and engine/theory.
#include "desk/theorem_pictures.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "chart/numbers.hpp"
#include "coalesce/observe/groups.hpp"
#include "coalesce/theory/alignment.hpp"
#include "coalesce/theory/equiangular.hpp"
#include "coalesce/theory/pairing.hpp"
#include "coalesce/theory/staircase.hpp"
#include "desk/theorem_parts.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

/// Tokens that are followed alone, and the longest time for it in units of 1/‖V‖.
constexpr std::size_t followed_tokens = 256;
constexpr double followed_time = 40;
constexpr int followed_moments = 60;

chart::Stroke measured_stroke(Theme theme) {
    return {ink(palette::measurement(theme)), 1.8f};
}

chart::Axis time_axis(const TheoremRun& run) {
    chart::Axis axis{.label = "time t"};
    if (run.log_time) axis.scale = chart::Scale::log10;
    return axis;
}

FollowedAngles follow_single_tokens(const Scene& scene, const Cloud& start) {
    const LeadingSpace space = leading_space(scene.model);
    const std::size_t count = std::min(start.size(), followed_tokens);
    std::vector<Vec3> tokens;
    for (std::size_t i = 0; i < count; ++i) tokens.push_back(start.token(i));
    const double end = followed_time / std::max(spectral_norm(scene.model.V), 1e-300);
    FollowedAngles made;
    for (int k = 0; k <= followed_moments; ++k) {
        // Moments are dense where tokens move most, at the beginning.
        const double time = end * std::pow(static_cast<double>(k) / followed_moments, 3);
        double sum = 0;
        for (Vec3& token : tokens) {
            if (k > 0) token = alignment_flow(scene.model, token, time - made.times.back());
            sum += angle_to(space, token);
        }
        made.times.push_back(time);
        made.angles.push_back(sum / static_cast<double>(count));
    }
    return made;
}

std::optional<TheoremPicture> residual_picture(const TheoremRun& run, const FollowedAngles& followed) {
    if (run.rows.size() < 2 || !valid_row(run.frame, "alignment to E_max")) return {};
    chart::Line measured{.name = "measured", .stroke = measured_stroke(run.theme), .rising = true};
    for (const Measurement& row : run.rows) {
        if (run.log_time && row.time <= 0) continue;
        measured.x.push_back(row.time);
        measured.y.push_back(row.alignment);
    }
    if (measured.x.size() < 2) return {};
    const double until = measured.x.back();
    chart::Line single{
        .name = "single tokens, $\\beta \\to \\infty$", .stroke = theory_stroke(run.theme), .rising = true};
    for (std::size_t k = 0; k < followed.times.size(); ++k) {
        const double time = std::min(followed.times[k], until);
        if (run.log_time && time <= measured.x.front()) continue;
        const std::size_t before = k > 0 ? k - 1 : 0;
        const double span = followed.times[k] - followed.times[before];
        const double share = span > 0 ? (time - followed.times[before]) / span : 1;
        single.x.push_back(time);
        single.y.push_back(std::lerp(followed.angles[before], followed.angles[k], share));
        if (followed.times[k] > until) break;
    }
    if (until > followed.times.back()) {
        single.x.push_back(until);
        single.y.push_back(followed.angles.back());
    }
    TheoremPicture made;
    made.chart.x = time_axis(run);
    made.chart.y = {.label = "angle to $E_{\\max}$ (rad)"};
    made.chart.items = {measured, single};
    legend_above(made.chart);
    made.caption = "The tokens of this run, and " + std::to_string(followed_tokens) +
                   " tokens of its law that each follow the formula alone.";
    return made;
}

/// Places of single tokens beside those that the formula gives.
std::optional<TheoremPicture> places_picture(const TheoremRun& run, const Cloud& start) {
    const Frame& frame = run.frame;
    if (!valid_row(frame, "alignment flow") || frame.positions.empty() || frame.number || frame.touched) return {};
    const LeadingSpace space = leading_space(run.scene.model);
    const bool flat = space.kind == LeadingSpace::Kind::everything;
    const auto coordinate = [&](const Vec3& x) {
        return (flat ? std::atan2(x[1], x[0]) : angle_to(space, x)) * 180 / pi;
    };
    chart::Dots dots{.name = "tokens of this run", .radius = 3, .fill = ink(palette::measurement(run.theme))};
    const std::size_t count = std::min({start.size(), followed_tokens, frame.size()});
    for (std::size_t i = 0; i < count; ++i) {
        const float* x = &frame.positions[3 * i];
        dots.x.push_back(coordinate(alignment_flow(run.scene.model, start.token(i), frame.time)));
        dots.y.push_back(coordinate({x[0], x[1], x[2]}));
    }
    const double low = flat ? -180 : 0, high = flat ? 180 : 90;
    TheoremPicture made;
    made.chart.x = {.label = flat ? "angle by the formula (°)" : "angle to $E_{\\max}$ by the formula (°)",
                    .range = chart::Range{low, high}};
    made.chart.y = {.label = "measured (°)", .range = chart::Range{low, high}};
    made.chart.items = {
        chart::Line{.name = "equal", .x = {low, high}, .y = {low, high}, .stroke = theory_stroke(run.theme)}, dots};
    legend_above(made.chart);
    made.caption = "Each dot is a token at $t=" + number_text(frame.time) + "$; the formula knows only where it began.";
    return made;
}

/// The number of clusters so far, and the merges that the law foretells from here.
std::optional<TheoremPicture> staircase_picture(const TheoremRun& run) {
    const Frame& frame = run.frame;
    if (!valid_row(frame, "pairing law") || run.rows.size() < 2) return {};
    chart::Line measured{.name = "clusters",
                         .stroke = measured_stroke(run.theme),
                         .course = chart::Line::Course::stairs,
                         .rising = true};
    for (const Measurement& row : run.rows) {
        if (row.time <= 0 || row.time > frame.time) continue;
        measured.x.push_back(row.time);
        measured.y.push_back(row.clusters);
    }
    const std::size_t count = counted(frame.clusters);
    if (measured.x.empty() || count == 0) return {};
    Cloud clusters(frame.dimension, count);
    std::vector<double> masses;
    for (std::size_t k = 0; k < count; ++k) {
        clusters.set_token(k, frame.clusters[k].centre);
        masses.push_back(frame.clusters[k].mass);
    }
    clusters.set_masses(std::move(masses));
    chart::Line foretold{.name = "foretold",
                         .x = {frame.time},
                         .y = {static_cast<double>(count)},
                         .stroke = theory_stroke(run.theme),
                         .course = chart::Line::Course::stairs,
                         .rising = true};
    constexpr double latest = 300;  // powers of ten: beyond, a time is no double
    for (const PredictedMerge& merge : predicted_staircase(pairing_law(run.scene.model), clusters)) {
        if (merge.log10_time > latest) break;
        foretold.x.push_back(frame.time + std::pow(10, merge.log10_time));
        foretold.y.push_back(foretold.y.back() - 1);
    }
    // The last stair is seen beyond its edge.
    foretold.x.push_back(1.5 * foretold.x.back());
    foretold.y.push_back(foretold.y.back());
    const double most = *std::max_element(measured.y.begin(), measured.y.end());
    TheoremPicture made;
    made.chart.x = {.label = "time t", .scale = chart::Scale::log10};
    made.chart.y = {.label = "clusters", .range = chart::Range{0, 1.15 * std::max(most, foretold.y.front())}};
    made.chart.items = {measured, foretold};
    legend_above(made.chart);
    made.caption = "Clusters so far, and every merge that the law foretells from this moment on.";
    return made;
}

/// The angle between the two that merge next, from now on.
std::optional<TheoremPicture> approach_picture(const TheoremRun& run) {
    if (!run.frame.forecast) return {};
    const Forecast& forecast = *run.frame.forecast;
    const PairingLaw law = pairing_law(run.scene.model);
    if (!law.valid || !std::isfinite(forecast.log10_wait)) return {};
    constexpr int points = 160;
    const double end = 2 * std::asin(std::sqrt(std::min(1.0, 0.5 / (law.beta * law.lambda1))));
    chart::Line line{.stroke = theory_stroke(run.theme, false)};
    for (int k = 0; k <= points; ++k) {
        const double angle = forecast.angle + (end - forecast.angle) * k / points;
        const double left = law.log10_merge_time(forecast.masses[0], forecast.masses[1], angle) - forecast.log10_wait;
        line.x.push_back(std::isfinite(left) ? 1 - std::pow(10, left) : 1);
        line.y.push_back(angle * 180 / pi);
    }
    TheoremPicture made;
    made.chart.x = {.label = "share of the wait from now", .range = chart::Range{0, 1.03}};
    made.chart.y = {.label = "angle between the two (°)"};
    made.chart.items = {line};
    made.caption = "The two seem to stand still for most of the wait, and then meet at once.";
    return made;
}

/// ρ over time: of the tokens by their energy, 2βE = (1 + (n-1) e^{-βλ1(1-ρ)})/n, and by the formula.
std::optional<TheoremPicture> inner_product_picture(const TheoremRun& run) {
    const Model& model = run.scene.model;
    const auto lambda1 = multiple_of_identity(query_key(model)), lambda2 = multiple_of_identity(model.V);
    if (!valid_row(run.frame, "equiangular curve") || run.rows.size() < 2 || !lambda1 || !lambda2) return {};
    const double sharpness = model.beta * *lambda1;
    if (!(sharpness > 0)) return {};
    const auto n = static_cast<double>(run.frame.size());
    chart::Line measured{.name = "measured, by the energy", .stroke = measured_stroke(run.theme), .rising = true};
    for (const Measurement& row : run.rows) {
        if (run.log_time && row.time <= 0) continue;
        measured.x.push_back(row.time);
        measured.y.push_back(1 + std::log((2 * model.beta * row.energy * n - 1) / (n - 1)) / sharpness);
    }
    if (measured.x.size() < 2) return {};
    const Cloud start = first_tokens(run.scene, run.frame.size());
    const double first = dot(start.token(0), start.token(1));
    chart::Line predicted{.name = "by the formula", .stroke = theory_stroke(run.theme), .rising = true};
    const std::size_t every = std::max<std::size_t>(1, measured.x.size() / 200);
    for (std::size_t k = 0; k < measured.x.size(); k += every) {
        predicted.x.push_back(measured.x[k]);
        predicted.y.push_back(equiangular_curve(model.attention, n, sharpness, first, *lambda2 * measured.x[k]));
    }
    TheoremPicture made;
    made.chart.x = time_axis(run);
    made.chart.y = {.label = "inner product $\\rho$"};
    made.chart.items = {measured, predicted};
    legend_above(made.chart);
    made.caption = "The inner product of this run's tokens, and the solution of the formula.";
    return made;
}

}  // namespace

struct TheoremPictures::Kept {
    Scene scene;  ///< that the others belong to
    std::optional<Cloud> start;
    std::optional<FollowedAngles> followed;

    const Cloud& first() {
        if (!start) start = first_tokens(scene, followed_tokens);
        return *start;
    }
};

TheoremPictures::TheoremPictures() : kept_(std::make_unique<Kept>()) {}
TheoremPictures::~TheoremPictures() = default;
TheoremPictures::TheoremPictures(TheoremPictures&&) noexcept = default;
TheoremPictures& TheoremPictures::operator=(TheoremPictures&&) noexcept = default;

const TheoremPicture& TheoremPictures::picture(const std::string& name, const TheoremRun& run) {
    using Clock = std::chrono::steady_clock;
    constexpr auto least_age = std::chrono::milliseconds(500);
    const bool same = name_ == name && theme_ == run.theme && log_time_ == run.log_time;
    if (same && (run.frame.sequence == sequence_ || (run.frame.playing && Clock::now() < due_))) return present_;
    const bool known = kept_->scene.model == run.scene.model && kept_->scene.tokens == run.scene.tokens;
    if (!known) *kept_ = {run.scene, {}, {}};
    std::optional<TheoremPicture> live;
    if (name == "alignment to E_max" && valid_row(run.frame, name)) {
        if (!kept_->followed) kept_->followed = follow_single_tokens(run.scene, kept_->first());
        live = residual_picture(run, *kept_->followed);
    }
    if (name == "alignment flow" && valid_row(run.frame, name)) live = places_picture(run, kept_->first());
    if (name == "heat limit" || name == "porous medium" || name == "mean-field limit")
        live = density_picture(run, name);
    if (name == "growth of ripples") live = ripple_picture(run);
    if (name == "pairing law") live = staircase_picture(run);
    if (name == "next merge") live = approach_picture(run);
    if (name == "equiangular curve") live = inner_product_picture(run);
    present_ = live ? std::move(*live) : theorem_sketch(name, run.scene, run.theme);
    name_ = name;
    sequence_ = run.frame.sequence;
    theme_ = run.theme;
    log_time_ = run.log_time;
    due_ = Clock::now() + least_age;
    return present_;
}

}  // namespace coalesce
