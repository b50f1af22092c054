#pragma once

#include <vector>

#include "coalesce/model/scene.hpp"

namespace coalesce {

/// The part of a scene that can change while its cloud moves.
struct Dynamics {
    Model model;
    TimeSpec time;
    SolverSpec solver;
    /// Implicit: where dynamics are asked for, a scene stands for its own.
    Dynamics(const Scene& scene) : model(scene.model), time(scene.time), solver(scene.solver) {}
    bool operator==(const Dynamics&) const = default;
};

/// Gives a scene other dynamics.
inline void set_dynamics(Scene& scene, const Dynamics& dynamics) {
    scene.model = dynamics.model;
    scene.time = dynamics.time;
    scene.solver = dynamics.solver;
}

/// Dynamics by which a run moves from a time on.
struct DatedDynamics {
    double from;  ///< of the equation of motion, > 0
    Dynamics dynamics;
    bool operator==(const DatedDynamics&) const = default;
};

/// How the dynamics of a run were edited on its way: the scene alone does not repeat it, the scene with these does.
struct EditedDynamics {
    Dynamics first;                    ///< from the start
    std::vector<DatedDynamics> edits;  ///< by rising time
    bool operator==(const EditedDynamics&) const = default;
};

}  // namespace coalesce
