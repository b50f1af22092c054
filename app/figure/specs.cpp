#include "figure/figure.hpp"
#include "model/error.hpp"

namespace coalesce::figure {

const std::vector<Spec>& specs() {
    static const std::vector<Spec> all{
        {Kind::alignment,
         "ms1a",
         "Fig. 1a: a dominant real eigenvalue draws tokens to two antipodal points",
         {0, 0.05, 0.12, 0.25, 1},
         {},
         ""},
        {Kind::alignment,
         "ms1b",
         "Fig. 1b: a dominant complex pair draws tokens to a great circle that keeps rotating",
         {0, 0.05, 0.12, 0.25, 1},
         {},
         ""},
        {Kind::sphere_heat,
         "ms2",
         "Fig. 2: alignment to the xy-plane, then backward heat",
         {0, 0.05, 0.15, 0.4, 1},
         {},
         ""},
        {Kind::circle_heat,
         "ms3",
         "Fig. 3: forward heat on the circle",
         {0, 0.1, 0.25, 0.5, 0.75, 1},
         {"time.method=rk4", "time.dt=0.2"},
         "rk4 with dt = 0.2 instead of layer steps with dt = 0.001: both follow the same flow. A layer step is dt/2 of "
         "its velocity off (0.05 %), an rk4 step (rate·dt)^4 ~ 1e-3 of a decay rate below 1 at dt = 0.2 and less for "
         "all slower ones; both are far below the 0.02 rad asked for, and a fiftieth of the evaluations is enough."},
    };
    return all;
}

const Spec& find_spec(std::string_view name) {
    std::string known;
    for (const Spec& spec : specs()) {
        if (spec.name == name) return spec;
        known += " " + std::string(spec.name);
    }
    if (name == "ms4")
        throw InputError("reproduce: ms4 is not in this version (it needs adaptive time); expected one of" + known);
    throw InputError("reproduce: found \"" + std::string(name) + "\", expected all or one of" + known);
}

void validate(const Spec& spec, const SceneDocument& document) {
    if (spec.kind == Kind::alignment) return;
    const HeatTheory heat = heat_theory(document.scene);
    if (!heat.valid)
        throw InputError("reproduce " + std::string(spec.name) +
                         ": there is no heat law to compare with: " + heat.why_not);
}

}  // namespace coalesce::figure
