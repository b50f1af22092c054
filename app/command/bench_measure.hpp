#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "coalesce/flow/simulation.hpp"

namespace coalesce::command {

/// Returns "float" or "double"; "auto", "direct" or "mesh".
const char* name_of(Precision precision);
const char* name_of(Solver solver);

/// One line of `bench`: a cloud, a model and a solver.
struct BenchCase {
    int dimension = 3;
    std::int64_t tokens = 10000;
    double beta = 30;
    bool clustered = false;  ///< four caps of width 0.1 in place of the uniform law
    SolverSpec solver;       ///< requested solver
};

struct Timing {
    BenchCase of;
    SolverReport report;                      ///< solver and precision in use
    std::optional<double> field_error;        ///< measured absolute velocity error (Simulation::report)
    std::size_t error_tokens = 0;             ///< number of tokens that it was measured on
    double seconds_per_step = 0;              ///< median
    std::optional<std::int64_t> peak_memory;  ///< bytes; nullopt: unknown on this system

    bool pairwise() const { return report.method == Solver::direct; }
    double tokens_per_second() const;
    double pairs_per_second() const;  ///< if pairwise()
    /// Peak memory without the mesh, per token; nullopt for clouds that are too small to measure it.
    std::optional<double> bytes_per_token() const;
};

/// Times layer steps of a simulation, with fields and the solver's own measurements, after its choices have settled.
/// Memory is the growth of the process, at its peak during the steps, since before the simulation was made.
Timing measure(const BenchCase& bench_case);

/// Estimates the seconds of a step by direct sums from a step of fewer tokens.
double expected_direct_seconds(const BenchCase& bench_case);

}  // namespace coalesce::command
