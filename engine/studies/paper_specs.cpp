#include <cmath>
#include <numbers>

#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/paper.hpp"
#include "studies/used_keys.hpp"

namespace coalesce::studies {
namespace {

/// How far the steps that ran are from the layer steps of 0.001 of MS Fig. 3.
std::string rk4_for_layers(const Scene& scene) {
    const double dt = scene.time.dt;
    if (scene.time.method != Method::rk4) {
        if (dt == 0.001) return "";
        return formatted("layer steps with dt = %.4g", dt) +
               formatted(", whose velocity is off by about dt (%.3g %%)", 100 * dt);
    }
    // Ripples of wave number sqrt(2 beta) have the largest rate, 2/e.
    const double error = std::pow(2 / std::numbers::e * dt, 4) / 120;
    return formatted("rk4 with dt = %.4g", dt) +
           " instead of layer steps with dt = 0.001: both follow the same flow. A layer step's velocity is off by "
           "about "
           "dt (0.1 %); an rk4 step by (rate dt)^4 / 120 of a rate, " +
           formatted("%.2g", error) +
           " at the largest rate there is (2/e per unit of time, at wave number sqrt(2 beta)). 0.02 rad is asked for, "
           "and a rk4 step takes four evaluations of the field where " +
           formatted("%.4g", dt / 0.001) + " layer steps take one each.";
}

std::vector<std::string_view> used_keys(PaperSpec::Kind kind) {
    std::vector<std::string_view> used{"tokens",     "model",  "time.method",       "time.dt",
                                       "time.until", "solver", "view.linking_angle"};
    if (kind != PaperSpec::Kind::alignment) used.emplace_back("view.histogram_bins");
    if (kind == PaperSpec::Kind::circle_heat) return used;
    used.emplace_back("view.leading_space");
    return with_sphere_keys(used);
}

}  // namespace

const std::vector<PaperSpec>& paper_specs() {
    static const std::vector<PaperSpec> all{
        {.kind = PaperSpec::Kind::alignment,
         .name = "ms1a",
         .title = "A dominant real eigenvalue draws tokens to two antipodal points",
         .source = "Fig. 1a",
         .panels = {0, 0.05, 0.12, 0.25, 1}},
        {.kind = PaperSpec::Kind::alignment,
         .name = "ms1b",
         .title = "A dominant complex pair draws tokens to a great circle that keeps rotating",
         .source = "Fig. 1b",
         .panels = {0, 0.05, 0.12, 0.25, 1}},
        {.kind = PaperSpec::Kind::sphere_heat,
         .name = "ms2",
         .title = "Tokens fall to the xy-plane and cluster where backward heat puts them",
         .source = "Fig. 2",
         .panels = {0, 0.01, 0.1, 0.3, 1}},
        {.kind = PaperSpec::Kind::circle_heat,
         .name = "ms3",
         .title = "With V = −Id tokens on the circle spread like heat",
         .source = "Fig. 3",
         .panels = {0, 0.12, 0.24, 0.48, 0.76, 1},
         .assignments = {"time.method=rk4", "time.dt=0.2"},
         .chosen = rk4_for_layers},
    };
    return all;
}

std::string source_of(std::string_view figure) {
    return "Bruno, Pasqualotto, Agazzi 2025, " + std::string(figure);
}

SceneDocument paper_scene(const PaperSpec& spec, const std::vector<Assignment>& set) {
    std::vector<Assignment> assignments = spec.assignments;
    assignments.insert(assignments.end(), set.begin(), set.end());  // the user's come last and win
    SceneDocument document = load_scene(spec.name, assignments);
    take_only(spec.name, set, used_keys(spec.kind));
    if (document.scene.time.method == Method::adaptive)
        throw InputError("reproduce " + std::string(spec.name) +
                         ": time.method: found adaptive, expected layer or rk4: panels are taken by fixed steps");
    if (spec.kind == PaperSpec::Kind::alignment) return document;
    const HeatTheory heat = heat_theory(document.scene);
    if (!heat.valid)
        throw InputError("reproduce " + std::string(spec.name) +
                         ": there is no heat law to compare with: " + heat.why_not);
    return document;
}

}  // namespace coalesce::studies
