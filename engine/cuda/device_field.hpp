#pragma once

#include "cuda/kernels.hpp"
#include "cuda/memory.hpp"
#include "field/direct_extent.hpp"
#include "field/field.hpp"

namespace coalesce::COALESCE_CUDA_PLACE {

/// A cloud in a device's memory, as its field sees it.
struct CloudOnDevice {
    Tokens tokens;
    std::size_t count = 0;
    int dimension = 3;
    const double* masses = nullptr;
    double mass_unit = 1, lightest = 1;  ///< the heaviest mass; the lightest over it
    double length = 1;                   ///< that no token is longer than
};

/// Direct sums on a device; keeps its buffers from call to call.
class DirectOnDevice {
  public:
    DirectOnDevice(DeviceRuntime& runtime, const BlockSizes& sizes, DeviceRuntime::Stream stream)
        : runtime_(runtime), sizes_(sizes), stream_(stream), partial_(runtime) {}

    /// The field of all tokens, in the precision that is asked for where it serves.
    /// @return  the precision it was
    Precision evaluate(const CloudOnDevice& cloud, const Model& model, Precision asked, TokenField* field);
    /// The field of some tokens in double precision.
    void evaluate_exactly(const CloudOnDevice& cloud, const Model& model, const std::uint32_t* target,
                          std::size_t targets, TokenField* field);

  private:
    void sum(PairTask task, const CloudOnDevice& cloud, const Model& model, TokenField* field);

    DeviceRuntime& runtime_;
    BlockSizes sizes_;
    DeviceRuntime::Stream stream_;
    DeviceArray<TokenSums> partial_;
};

/// What make_solver makes, on a device.
class SolverOnDevice {
  public:
    SolverOnDevice(const SolverSpec& spec, DeviceRuntime& runtime, const BlockSizes& sizes,
                   DeviceRuntime::Stream stream)
        : spec_(spec), direct_(runtime, sizes, stream) {}

    void evaluate(const CloudOnDevice& cloud, const Model& model, TokenField* field) {
        precision_ = direct_.evaluate(cloud, model, spec_.precision, field);
    }
    SolverReport report() const {
        SolverReport report;
        report.precision = precision_;
        return report;
    }
    void remember() {}
    std::shared_ptr<const FieldSolver::State> saved_before() const { return nullptr; }
    std::shared_ptr<const FieldSolver::State> save() const { return nullptr; }
    void restore(const FieldSolver::State* state) { static_cast<void>(state); }

  private:
    SolverSpec spec_;
    DirectOnDevice direct_;
    Precision precision_ = Precision::double_;
};

}  // namespace coalesce::COALESCE_CUDA_PLACE
