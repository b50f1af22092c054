#pragma once

#include <cstdint>
#include <string>

#include "coalesce/model/event.hpp"
#include "coalesce/model/law.hpp"
#include "coalesce/model/model.hpp"

namespace coalesce {

/// Time stepping: one layer of the network (MS eq. (1)), classical Runge–Kutta, or steps by error control.
enum class Method { layer, rk4, adaptive };
/// Axis of time in plots, films and series.csv; a logarithmic one starts at dt.
enum class TimeAxis { linear, log };
/// Computation of the field: the cheaper one, all pairs, or the mesh.
enum class Solver { automatic, direct, mesh };
/// Arithmetic of the field; automatic: by resolve_precision().
enum class Precision { automatic, single_, double_ };

/// Key "tokens" of a scene file.
struct TokenSpec {
    std::int64_t count = 10000;     ///< N, 1 to 10^8; ignored by laws that list their points
    std::int64_t seed = 1;          ///< of the initial law and of the noise
    InitialLaw law = UniformLaw{};  ///< distribution of the tokens at time 0
    bool operator==(const TokenSpec&) const = default;
};

/// Key "time" of a scene file. Times are those of the equation of motion.
struct TimeSpec {
    Method method = Method::layer;  ///< scheme of the steps
    double dt = 0.01;               ///< length of a fixed step, > 0; start of a logarithmic axis
    double tolerance = 1e-6;  ///< adaptive only: error of the angle per unit of time, or per step if a step is longer
    double until = 20;        ///< end of a run, ≥ 0
    TimeAxis axis = TimeAxis::linear;  ///< of plots and tables; moves no token
    bool operator==(const TimeSpec&) const = default;
};

/// Key "solver" of a scene file.
struct SolverSpec {
    Solver method = Solver::automatic;           ///< computation of the field
    double tolerance = 1e-4;                     ///< mesh only: absolute velocity error in units of ‖V‖
    Precision precision = Precision::automatic;  ///< arithmetic of the field
    bool operator==(const SolverSpec&) const = default;
};

/// The simulated system: all that moves tokens, with its title and note.
struct Scene {
    std::string name;   ///< title
    std::string note;   ///< text beside the scene; may be empty
    int dimension = 3;  ///< d; 2: circle S^1, 3: sphere S^2
    TokenSpec tokens;   ///< number and initial law
    Model model;        ///< what moves them
    TimeSpec time;      ///< steps and end of the run
    SolverSpec solver;  ///< computation of the field
    Events events;      ///< what hands do to the tokens during the run
    bool operator==(const Scene&) const = default;
};

/// Changes the dimension of a scene: matrices are cut to their upper left block or
/// extended by the identity, directions lose or gain a third coordinate 0 (e_3 becomes
/// e_1), an azimuthal law becomes the mixture of the same angles on the circle, and of a push the turn about e_3 is
/// kept.
void set_dimension(Scene& scene, int dimension);

}  // namespace coalesce
