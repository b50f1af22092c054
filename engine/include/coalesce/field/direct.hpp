#pragma once

#include "coalesce/field/field.hpp"

namespace coalesce {

/// All-pairs sum with SIMD chosen at run time (SSE4, AVX2, AVX-512, NEON) and all threads of the TBB arena.
///
/// Absolute error of a velocity in units of ‖V‖: double 5e-15 (1 + β‖Q^T K‖), single 5e-7 (1 + β‖Q^T K‖);
/// tests/field/accuracy.test.cpp measures both against tests/reference/. Cost O(N²) time, O(N) memory. If K^T Q is
/// exactly symmetric, masses are equal and nothing is masked, one exponential serves both tokens of a pair.
class DirectSolver final : public FieldSolver {
  public:
    /// @param precision  automatic: resolve_precision decides at every evaluation
    explicit DirectSolver(Precision precision);
    ~DirectSolver() override;
    void evaluate(const Cloud& cloud, const Model& model, Field& field) override;
    SolverReport report() const override;

  private:
    struct Buffers;
    std::unique_ptr<Buffers> buffers_;
    Precision asked_, used_;
};

/// Attention of some tokens by direct sums in double precision: the reference against which fast fields are measured.
/// @param tokens  indices into the cloud
/// @throws Stopped
std::vector<Vec3> direct_attention(const Cloud& cloud, const Model& model, std::span<const std::size_t> tokens,
                                   StopToken stop = {});

/// Name of the SIMD target in use: "AVX3", "AVX2", "SSE4" …
std::string simd_target();
/// Names of the SIMD targets that this machine can run, best first.
std::vector<std::string> simd_targets();
/// Restricts later evaluations to the named target; an empty name lifts the restriction. For tests and timings, never
/// during an evaluation. Throws InputError for a name that is not among simd_targets().
void restrict_simd(const std::string& name);

}  // namespace coalesce
