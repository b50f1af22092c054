#include "cuda/device_field.hpp"

#include "coalesce/model/error.hpp"

namespace coalesce::COALESCE_CUDA_PLACE {

namespace {

DirectExtent extent_of(const CloudOnDevice& cloud, const Model& model) {
    const double exponent = model.beta * log2_e * score_bound(model) * cloud.length * cloud.length;
    return checked_extent({exponent, cloud.mass_unit, cloud.lightest});
}

}  // namespace

Precision DirectOnDevice::evaluate(const CloudOnDevice& cloud, const Model& model, Precision asked, TokenField* field) {
    const DirectExtent extent = extent_of(cloud, model);
    const Precision precision = usable_precision(asked, model, extent);
    PairTask task;
    task.exact = precision == Precision::double_;
    task.shifted = task.exact ? needs_shift<double>(extent) : needs_shift<float>(extent);
    task.targets = cloud.count;
    sum(task, cloud, model, field);
    return precision;
}

void DirectOnDevice::evaluate_exactly(const CloudOnDevice& cloud, const Model& model, const std::uint32_t* target,
                                      std::size_t targets, TokenField* field) {
    PairTask task;
    task.exact = true;
    task.shifted = needs_shift<double>(extent_of(cloud, model));
    task.target = target;
    task.targets = targets;
    sum(task, cloud, model, field);
}

void DirectOnDevice::sum(PairTask task, const CloudOnDevice& cloud, const Model& model, TokenField* field) {
    task.dimension = cloud.dimension;
    task.tokens = cloud.tokens;
    task.sources = cloud.count;
    task.masses = cloud.masses;
    task.mass_unit = cloud.mass_unit;
    task.query_key = query_key(model);
    task.beta = model.beta;
    task.parts = parts_for(task.targets, task.sources, task.exact, sizes_);
    task.partial = partial_.reserve(static_cast<std::size_t>(task.parts) * task.targets);
    launch_sum_pairs(task, sizes_, stream_);
    runtime_.launched("kernel sum_pairs");
    FinishTask last;
    last.partial = task.partial;
    last.parts = task.parts;
    last.targets = task.targets;
    last.mass_unit = cloud.mass_unit;
    last.unnormalised = model.attention == Attention::unnormalized;
    last.beta = model.beta;
    last.score_bound = score_bound(model);
    last.field = field;
    launch_finish(last, sizes_, stream_);
    runtime_.launched("kernel finish");
}

}  // namespace coalesce::COALESCE_CUDA_PLACE
