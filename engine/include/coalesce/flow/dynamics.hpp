#pragma once

#include "coalesce/model/scene.hpp"

namespace coalesce {

/// The part of a scene that can change while its cloud moves.
struct Dynamics {
    Model model;
    TimeSpec time;
    SolverSpec solver;
    /// Implicit: where dynamics are asked for, a scene stands for its own.
    Dynamics(const Scene& scene) : model(scene.model), time(scene.time), solver(scene.solver) {}
};

}  // namespace coalesce
