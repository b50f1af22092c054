#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "coalesce/field/field.hpp"
#include "cuda/kernels.hpp"
#include "cuda/memory.hpp"
#include "field/direct_extent.hpp"
#include "field/mesh_policy.hpp"

namespace coalesce::COALESCE_CUDA_PLACE {

/// A cloud in device memory, as its field needs it.
struct CloudOnDevice {
    Tokens tokens;
    std::size_t count = 0;
    int dimension = 3;
    const double* masses = nullptr;
    double mass_unit = 1, lightest = 1;  ///< heaviest mass; lightest over heaviest
    double length = 1;                   ///< bound on the length of tokens
};

/// Direct sums on a device; keeps its buffers from call to call.
class DirectOnDevice {
  public:
    DirectOnDevice(DeviceRuntime& runtime, const BlockSizes& sizes, DeviceRuntime::Stream stream)
        : runtime_(runtime), sizes_(sizes), stream_(stream), partial_(runtime) {}

    /// Computes the field of all tokens, in the precision asked for if that is sufficient.
    /// @return  precision used
    Precision evaluate(const CloudOnDevice& cloud, const Model& model, Precision asked, TokenField* field);
    /// Computes the field of some tokens in double precision.
    void evaluate_exactly(const CloudOnDevice& cloud, const Model& model, const std::uint32_t* target,
                          std::size_t targets, TokenField* field);

  private:
    void sum(PairTask task, const CloudOnDevice& cloud, const Model& model, TokenField* field);

    DeviceRuntime& runtime_;
    BlockSizes sizes_;
    DeviceRuntime::Stream stream_;
    DeviceArray<TokenSums> partial_;
};

/// Fields through a mesh on a device; keeps its buffers from call to call.
class MeshOnDevice {
  public:
    MeshOnDevice(DeviceRuntime& runtime, const BlockSizes& sizes, DeviceRuntime::Stream stream);

    void evaluate(const CloudOnDevice& cloud, const Model& model, const MeshGrid& grid, Precision precision,
                  double negligible, TokenField* field);

    // The rest refers to the last evaluation and waits for it:
    MeshTask::Counts counts();
    std::vector<std::size_t> telling_tokens(std::size_t each);

    DeviceArray<MeshTask::Counts>& device_counts() { return counts_; }
    /// Bytes of the buffers of its cells and nodes.
    std::size_t bytes() const;

  private:
    void prepare(const MeshGrid& grid, std::size_t tokens);

    DeviceRuntime& runtime_;
    BlockSizes sizes_;
    DeviceRuntime::Stream stream_;
    MeshTask task_;
    DeviceArray<std::uint32_t> cell_, sorted_cell_, token_, sorted_token_;
    DeviceArray<float> u_, v_;
    DeviceArray<std::uint32_t> cell_begin_, cell_end_, order_, source_, target_;
    DeviceArray<double> deposit_, weight_, sources_, node_value_, roughness_;
    DeviceArray<std::uint8_t> is_source_, is_target_;
    DeviceArray<SourceBlock> block_;
    DeviceArray<TokenSums> partial_;
    DeviceArray<MeshTask::Counts> counts_;
    DeviceArray<unsigned char> scratch_;
    std::size_t sort_bytes_ = 0, list_bytes_ = 0;
};

/// The device's counterpart of make_solver. No evaluation waits for the one before: roughness is read `late`
/// evaluations before the last, always from the same evaluation of a run, which is long done.
class SolverOnDevice {
  public:
    SolverOnDevice(const SolverSpec& spec, DeviceRuntime& runtime, const BlockSizes& sizes,
                   DeviceRuntime::Stream stream);
    SolverOnDevice(const SolverOnDevice&) = delete;
    SolverOnDevice& operator=(const SolverOnDevice&) = delete;

    void evaluate(const CloudOnDevice& cloud, const Model& model, TokenField* field);
    SolverReport report() const;

    /// Marks the state before an evaluation, for save_marked().
    void mark();
    std::shared_ptr<const FieldSolver::State> save_marked() const { return saved(marked_); }
    std::shared_ptr<const FieldSolver::State> save() const { return saved(now()); }
    void restore(const FieldSolver::State* state);

  private:
    class FieldHere;
    /// Roughness values of recent evaluations by the mesh in use are kept in `slots` slots, by number modulo `slots`;
    /// `late` is the age of the one read.
    static constexpr std::uint64_t slots = 4, late = 2;
    using Told = std::array<MeshTask::Counts, slots>;
    struct Mark {
        MeshPolicy::Standing standing;
        std::uint64_t evaluations = 0;  ///< by this mesh since it was chosen
        std::optional<Told> told;       ///< slots of these evaluations, if later ones may have overwritten them
    };
    struct State;

    Mark now() const { return {policy_.standing(), evaluations_, {}}; }
    Told told_before(const Mark& mark) const;
    void begin(const MeshGrid& grid);
    std::shared_ptr<const FieldSolver::State> saved(const Mark& mark) const;
    double roughness_of(std::uint64_t evaluation) const;

    SolverSpec spec_;
    DeviceRuntime& runtime_;
    BlockSizes sizes_;
    DeviceRuntime::Stream stream_;
    DirectOnDevice direct_;
    MeshOnDevice mesh_;
    MeshPolicy policy_;
    DeviceArray<MeshTask::Counts, true> told_;  ///< [slots], on the host
    DeviceEvent events_[slots];
    DeviceArray<std::uint32_t> chosen_;
    DeviceArray<float> some_high_, some_low_;
    DeviceArray<TokenField> exact_, found_;
    std::uint64_t evaluations_ = 0;
    MeshGrid last_grid_;  ///< mesh of evaluations_
    Mark marked_;
    Precision precision_ = Precision::double_;  ///< precision of the last direct sum
};

}  // namespace coalesce::COALESCE_CUDA_PLACE
