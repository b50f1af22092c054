#pragma once

#include "field/field.hpp"

namespace coalesce {

/// All-pairs sum with SIMD chosen at run time (SSE4, AVX2, AVX-512, NEON) and all threads of the TBB arena.
///
/// Absolute error of a velocity in units of ‖V‖: double 5e-15 (1 + β‖Q^T K‖), single 5e-7 (1 + β‖Q^T K‖);
/// tests/field/accuracy.test.cpp measures both against tests/reference/. Cost O(N²) time, O(N) memory.
/// Where K^T Q is exactly symmetric, masses are equal and nothing is masked, one exponential serves both tokens of a
/// pair.
class DirectSolver final : public FieldSolver {
  public:
    /// @param precision  automatic: resolve_precision at every evaluation
    explicit DirectSolver(Precision precision);
    ~DirectSolver() override;
    void evaluate(const Cloud& cloud, const Model& model, Field& field) override;
    SolverReport report() const override;

  private:
    struct Buffers;
    std::unique_ptr<Buffers> buffers_;
    Precision asked_, used_;
};

/// Attention of some tokens of a cloud, by direct sums in double precision: what fast fields are measured by.
/// @param tokens  indices
/// @throws Stopped
std::vector<Vec3> direct_attention(const Cloud& cloud, const Model& model, std::span<const std::size_t> tokens,
                                   StopToken stop = {});

/// Name of the SIMD target that runs here: "AVX3", "AVX2", "SSE4" …
std::string simd_target();
/// All that this machine can run, best first.
std::vector<std::string> simd_targets();
/// Makes later evaluations use the named target; an empty name lifts that. For tests and timings: not while a field is
/// being evaluated. Throws InputError for a name that is not among simd_targets().
void restrict_simd(const std::string& name);

}  // namespace coalesce
