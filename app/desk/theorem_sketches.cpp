// Sketches of the limit theorems, computed from their formulas for the present model where it allows them.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "chart/numbers.hpp"
#include "coalesce/theory/alignment.hpp"
#include "coalesce/theory/equiangular.hpp"
#include "coalesce/theory/growth.hpp"
#include "coalesce/theory/mean_field.hpp"
#include "coalesce/theory/pairing.hpp"
#include "coalesce/theory/porous_medium.hpp"
#include "desk/theorem_picture.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

/// Curves of one family, the later the stronger.
chart::Stroke sketch_stroke(Theme theme, int index, int count) {
    chart::Colour colour = ink(palette::theory(theme));
    colour.a = 0.35f + 0.65f * static_cast<float>(index + 1) / static_cast<float>(count);
    return {colour, 1.8f};
}

chart::Axis circle_axis() {
    return {.label = "angle (rad)",
            .range = chart::Range{-pi, pi},
            .ticks = {{-pi, "−π"}, {-pi / 2, "−π/2"}, {0, "0"}, {pi / 2, "π/2"}, {pi, "π"}}};
}

/// The model's β where it is positive.
double sketch_beta(const Model& model) {
    return model.beta > 0 ? model.beta : 30;
}

TheoremPicture eigenvalue_sketch(const Scene& scene, Theme theme) {
    TheoremPicture made;
    const LeadingSpace space = leading_space(scene.model);
    chart::Dots all{.name = "eigenvalues of A", .radius = 5, .fill = ink(palette::faint_text(theme))};
    chart::Dots leading{.name = "largest real part", .radius = 6, .fill = ink(palette::theory(theme))};
    const double top = space.eigenvalues.front().real();
    double size = 0;
    for (const std::complex<double>& value : space.eigenvalues) size = std::max(size, std::abs(value));
    for (const std::complex<double>& value : space.eigenvalues) {
        chart::Dots& dots = top - value.real() <= 1e-9 * size ? leading : all;
        dots.x.push_back(value.real());
        dots.y.push_back(value.imag());
    }
    const double reach = size > 0 ? 1.25 * size : 1;
    made.chart.x = {.label = "real part (1/time)", .range = chart::Range{-reach, reach}};
    made.chart.y = {.label = "imaginary part", .range = chart::Range{-reach, reach}};
    made.chart.items = {chart::Rules{"", {0}, {ink(palette::faint_text(theme)), 1, true}}, all, leading};
    made.chart.legend = chart::Legend::above;
    made.chart.legend_in_a_row = true;
    made.caption = "The eigenvalues of $A=VK^TQ$: those furthest to the right lead, if there are others.";
    return made;
}

/// One token's angle to the leading axis: tan θ falls as e^{-gap τ}, here with |K^T Q x| = 1 and a gap of 1.
TheoremPicture flow_sketch(Theme theme) {
    TheoremPicture made;
    constexpr int starts = 5, points = 80;
    for (int k = 0; k < starts; ++k) {
        chart::Line line{.stroke = sketch_stroke(theme, k, starts), .rising = true};
        const double first = (k + 0.5) / starts * pi / 2;
        for (int i = 0; i <= points; ++i) {
            line.x.push_back(6.0 * i / points);
            line.y.push_back(std::atan(std::tan(first) * std::exp(-line.x.back())) * 180 / pi);
        }
        made.chart.items.emplace_back(std::move(line));
    }
    made.chart.x = {.label = "own time $\\tau$, in units of the gap"};
    made.chart.y = {.label = "angle to $E_{\\max}$ (°)", .range = chart::Range{0, 90}};
    made.caption =
        "Five tokens on their own, for $A=\\diag(1,0)$: $\\tan\\vartheta$ falls as $e^{-\\tau}$ wherever one "
        "starts.";
    return made;
}

TheoremPicture heat_sketch(const Scene& scene, Theme theme) {
    TheoremPicture made;
    constexpr int times = 4, points = 241;
    const double kappa = 1 / sketch_beta(scene.model), first = 0.25;
    for (int k = 0; k < times; ++k) {
        const double variance = first * first + 0.12 * k;
        chart::Line line{.stroke = sketch_stroke(theme, times - 1 - k, times), .rising = true};
        for (int i = 0; i < points; ++i) {
            line.x.push_back(-pi + 2 * pi * i / (points - 1));
            line.y.push_back(wrapped_normal_density({{1, 0, std::sqrt(variance)}}, line.x.back()));
        }
        made.chart.items.emplace_back(std::move(line));
    }
    made.chart.x = circle_axis();
    made.chart.y = {.label = "density (1/rad)"};
    made.caption = "One bump under the heat equation, drawn every $" + number_text(0.06 / kappa, 3) +
                   "$ units of time at $\\kappa=1/\\beta=" + number_text(kappa, 3) +
                   "$: forwards from strong to faint, backwards the other way.";
    return made;
}

/// Draws a density on the circle as an equation of cells has it at some times.
template <class Equation>
void add_solutions(chart::Chart& chart, Equation equation, std::initializer_list<double> times, Theme theme) {
    int k = 0;
    const int count = static_cast<int>(times.size());
    for (const double time : times) {
        equation.advance_to(time);
        chart::Line line{.stroke = sketch_stroke(theme, k++, count), .rising = true};
        for (std::size_t i = 0; i < equation.density().size(); ++i) {
            line.x.push_back(equation.cells().centre(i));
            line.y.push_back(equation.density()[i]);
        }
        chart.items.emplace_back(std::move(line));
    }
    chart.x = circle_axis();
    chart.y = {.label = "density (1/rad)"};
}

TheoremPicture porous_sketch(Theme theme) {
    TheoremPicture made;
    const InitialLaw bump = MixtureLaw{{{1, {1, 0, 0}, 0.25}}};
    add_solutions(made.chart, PorousMediumCircle(1, bump, 256), {0.0, 0.05, 0.2, 0.8}, theme);
    made.caption =
        "One bump under $\\partial_t\\mu=C\\,\\partial_\\theta^2(\\mu^2)$ at $Ct=0,\\ 0.05,\\ 0.2,\\ 0.8$: it "
        "keeps an edge.";
    return made;
}

TheoremPicture mean_field_sketch(Theme theme) {
    TheoremPicture made;
    Model model = Model::standard(2);
    model.beta = 4;
    const InitialLaw crowds = MixtureLaw{{{1, {1, 0, 0}, 0.5}, {0.6, {-0.5, 0.9, 0}, 0.4}}};
    add_solutions(made.chart, MeanFieldCircle(model, crowds, 128), {0.0, 0.5, 1.0, 1.6}, theme);
    made.caption = "Infinitely many tokens in two crowds, $\\beta=4$ and $Q=K=V=\\Id$, at $t=0,\\ 0.5,\\ 1,\\ 1.6$.";
    return made;
}

TheoremPicture growth_sketch(const Scene& scene, Theme theme) {
    TheoremPicture made;
    GrowthLaw law = growth_law(scene.model);
    const bool own = law.valid && law.fastest > 0;
    if (!own) {
        Model model = Model::standard(scene.dimension);
        model.beta = sketch_beta(scene.model);
        law = growth_law(model);
    }
    chart::Line line{.stroke = {ink(palette::theory(theme)), 1.8f}, .rising = true};
    chart::Dots dots{.radius = 3.5f, .fill = ink(palette::theory(theme))};
    for (int k = 1; k <= std::min(3 * law.fastest + 2, 80); ++k) {
        line.x.push_back(k);
        line.y.push_back(law.rate(k));
    }
    dots.x = line.x;
    dots.y = line.y;
    made.chart.items = {
        chart::Rules{"fastest", {static_cast<double>(law.fastest)}, {ink(palette::faint_text(theme)), 1.2f, true}},
        line, dots};
    made.chart.x = {.label = scene.dimension == 2 ? "waves k" : "degree l"};
    made.chart.y = {.label = "rate r (1/time)"};
    made.caption = std::string("How fast each ripple grows") +
                   (own ? " in this model" : ", for $Q=K=V=\\Id$ and this $\\beta$") + "; the fastest has " +
                   std::to_string(law.fastest) + (scene.dimension == 2 ? " waves." : ", its degree.");
    return made;
}

TheoremPicture pairing_sketch(const Scene& scene, Theme theme) {
    TheoremPicture made;
    PairingLaw law = pairing_law(scene.model);
    const bool own = law.valid;
    if (!own) {
        Model model = Model::standard(3);
        model.beta = sketch_beta(scene.model);
        law = pairing_law(model);
    }
    struct Pair {
        const char* name;
        double first;
    };
    int k = 0;
    for (const Pair& pair : {Pair{"masses 0.9 and 0.1", 0.9}, Pair{"equal masses", 0.5}}) {
        chart::Line line{.name = pair.name, .stroke = sketch_stroke(theme, k++, 2), .rising = true};
        for (int degrees = 5; degrees < 180; degrees += 5) {
            const double wait = law.log10_merge_time(pair.first, 1 - pair.first, degrees * pi / 180);
            if (!std::isfinite(wait)) continue;
            line.x.push_back(degrees);
            line.y.push_back(wait);
        }
        made.chart.items.emplace_back(std::move(line));
    }
    made.chart.x = {.label = "angle between the two (°)", .range = chart::Range{0, 180}};
    made.chart.y = {.label = "$\\log_{10}$ of the wait"};
    made.chart.legend = chart::Legend::north_west;
    made.caption = std::string("How long two clusters wait until they merge") +
                   (own ? " in this model" : ", for $Q=K=V=\\Id$") + " at $\\beta=" + number_text(law.beta) +
                   "$: a straight rise here is an exponential wait.";
    return made;
}

TheoremPicture equiangular_sketch(const Scene& scene, Theme theme) {
    TheoremPicture made;
    const double beta = std::min(sketch_beta(scene.model), 20.0);
    const double until = std::pow(10, equiangular_log10_time(Attention::softmax, 3, beta, 0, 0.01));
    constexpr int points = 120;
    int k = 0;
    for (const double n : {4.0, 3.0, 2.0}) {
        chart::Line line{.name = "n = " + number_text(n), .stroke = sketch_stroke(theme, k++, 3), .rising = true};
        for (int i = 0; i <= points; ++i) {
            line.x.push_back(1.2 * until * i / points);
            line.y.push_back(equiangular_curve(Attention::softmax, n, beta, 0, line.x.back()));
        }
        made.chart.items.emplace_back(std::move(line));
    }
    made.chart.x = {.label = "time t"};
    made.chart.y = {.label = "inner product $\\rho$", .range = chart::Range{-0.05, 1.05}};
    made.chart.legend = chart::Legend::south_east;
    made.caption = "Tokens at right angles that gather, $\\beta=" + number_text(beta) + "$, $Q=K=V=\\Id$.";
    return made;
}

}  // namespace

TheoremPicture theorem_sketch(const std::string& name, const Scene& scene, Theme theme) {
    TheoremPicture made;
    if (name == "alignment to E_max") made = eigenvalue_sketch(scene, theme);
    if (name == "alignment flow") made = flow_sketch(theme);
    if (name == "heat limit") made = heat_sketch(scene, theme);
    if (name == "porous medium") made = porous_sketch(theme);
    if (name == "mean-field limit") made = mean_field_sketch(theme);
    if (name == "growth of ripples") made = growth_sketch(scene, theme);
    if (name == "pairing law" || name == "next merge") made = pairing_sketch(scene, theme);
    if (name == "equiangular curve") made = equiangular_sketch(scene, theme);
    made.sketch = true;
    return made;
}

}  // namespace coalesce
