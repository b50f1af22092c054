#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "flow/simulation.hpp"

namespace coalesce::command {

/// "float" or "double"; "auto", "direct" or "mesh".
const char* name_of(Precision precision);
const char* name_of(Solver solver);

/// One line of `bench`: a cloud, a model and a way to compute its field.
struct BenchCase {
    int dimension = 3;
    std::int64_t tokens = 10000;
    double beta = 30;
    bool clustered = false;  ///< four caps of width 0.1 in place of the uniform law
    SolverSpec solver;       ///< as asked for
};

struct Timing {
    BenchCase of;
    SolverReport report;                      ///< solver and precision that ran
    std::optional<double> field_error;        ///< measured absolute velocity error (Simulation::report)
    std::size_t error_tokens = 0;             ///< on so many tokens
    double seconds_per_step = 0;              ///< median
    std::optional<std::int64_t> peak_memory;  ///< bytes; nullopt: the system does not tell

    bool pairwise() const { return report.method == Solver::direct; }
    double tokens_per_second() const;
    double pairs_per_second() const;  ///< pairwise() only
    /// Peak memory beyond the mesh over tokens; nullopt for clouds too small for memory to tell it.
    std::optional<double> bytes_per_token() const;
};

/// Times layer steps of a simulation, fields and measurements of the solver included, once its choices have settled.
/// Memory is what the process is larger by while it steps, at its peak, than before the simulation was made.
Timing measure(const BenchCase& bench_case);

/// Seconds that a step by direct sums should take, from a step of fewer tokens.
double expected_direct_seconds(const BenchCase& bench_case);

}  // namespace coalesce::command
