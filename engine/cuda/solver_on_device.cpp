#include <algorithm>
#include <bit>

#include "cuda/device_field.hpp"

#include "field/mesh_error.hpp"

namespace coalesce::COALESCE_CUDA_PLACE {

/// A saved state; roughness in flight is awaited when it is saved.
struct SolverOnDevice::State final : FieldSolver::State {
    Mark mark;  ///< with its `told` set
};

/// Fields of one cloud, computed on the device.
class SolverOnDevice::FieldHere final : public FieldOfCloud {
  public:
    FieldHere(SolverOnDevice& solver, const CloudOnDevice& cloud, const Model& model, TokenField* field)
        : self_(solver), cloud_(cloud), model_(model), field_(field) {}

    void evaluate_by_mesh(const MeshGrid& grid, Precision precision, double negligible) override {
        if (!(grid == self_.last_grid_)) self_.begin(grid);
        self_.mesh_.evaluate(cloud_, model_, grid, precision, negligible, field_);
        const std::uint64_t slot = self_.evaluations_ % slots;
        self_.runtime_.copy_to_host(self_.told_.data() + slot, self_.mesh_.device_counts().data(),
                                    sizeof(MeshTask::Counts), self_.stream_);
        self_.runtime_.record(self_.events_[slot].get(), self_.stream_);
        ++self_.evaluations_;
    }
    void evaluate_direct() override {
        self_.precision_ = self_.direct_.evaluate(cloud_, model_, self_.spec_.precision, field_);
    }
    double roughness() override { return std::bit_cast<double>(self_.mesh_.counts().rough); }
    double recent_roughness() override {
        return self_.evaluations_ > late ? self_.roughness_of(self_.evaluations_ - 1 - late) : 0;
    }
    double pairs() override { return static_cast<double>(self_.mesh_.counts().pairs); }
    double error() override;

  private:
    SolverOnDevice& self_;
    const CloudOnDevice& cloud_;
    const Model& model_;
    TokenField* field_;
};

double SolverOnDevice::FieldHere::error() {
    const std::vector<std::size_t> chosen = self_.mesh_.telling_tokens(samples);
    const std::size_t count = chosen.size();
    const std::vector<std::uint32_t> token(chosen.begin(), chosen.end());
    DeviceRuntime& runtime = self_.runtime_;
    const DeviceRuntime::Stream stream = self_.stream_;
    const std::uint32_t* target = self_.chosen_.reserve(count);
    const Tokens some{self_.some_high_.reserve(3 * count), self_.some_low_.reserve(3 * count)};
    runtime.copy_to_device(self_.chosen_.data(), token.data(), count * sizeof token[0], stream);
    self_.direct_.evaluate_exactly(cloud_, model_, target, count, self_.exact_.reserve(count));
    launch_gather(count, cloud_.tokens, target, some, self_.sizes_, stream);
    runtime.launched("kernel gather");
    launch_gather_field(count, field_, target, self_.found_.reserve(count), self_.sizes_, stream);
    runtime.launched("kernel gather_field");
    std::vector<float> high(3 * count), low(3 * count);
    std::vector<TokenField> exact(count), found(count);
    runtime.copy_to_host(high.data(), some.high, high.size() * sizeof(float), stream);
    runtime.copy_to_host(low.data(), some.low, low.size() * sizeof(float), stream);
    runtime.copy_to_host(exact.data(), self_.exact_.data(), count * sizeof(TokenField), stream);
    runtime.copy_to_host(found.data(), self_.found_.data(), count * sizeof(TokenField), stream);
    runtime.wait(stream);
    std::vector<Vec3> x(count), m(count), expected(count);
    for (std::size_t i = 0; i < count; ++i) {
        x[i] = joined(high.data() + 3 * i, low.data() + 3 * i);
        m[i] = found[i].attention;
        expected[i] = exact[i].attention;
    }
    return velocity_error(model_, x, m, expected);
}

SolverOnDevice::SolverOnDevice(const SolverSpec& spec, DeviceRuntime& runtime, const BlockSizes& sizes,
                               DeviceRuntime::Stream stream)
    : spec_(spec),
      runtime_(runtime),
      sizes_(sizes),
      stream_(stream),
      direct_(runtime, sizes, stream),
      mesh_(runtime, sizes, stream),
      policy_(spec),
      told_(runtime),
      events_{DeviceEvent(runtime), DeviceEvent(runtime), DeviceEvent(runtime), DeviceEvent(runtime)},
      chosen_(runtime),
      some_high_(runtime),
      some_low_(runtime),
      exact_(runtime),
      found_(runtime) {
    told_.reserve(slots);
}

void SolverOnDevice::evaluate(const CloudOnDevice& cloud, const Model& model, TokenField* field) {
    FieldHere here(*this, cloud, model, field);
    if (always_direct(spec_)) return here.evaluate_direct();
    policy_.evaluate(model, cloud.count, cloud.dimension, here);
    if (!policy_.standing().grid) evaluations_ = 0;
}

double SolverOnDevice::roughness_of(std::uint64_t evaluation) const {
    runtime_.wait_for(events_[evaluation % slots].get());
    return std::bit_cast<double>(told_.data()[evaluation % slots].rough);
}

SolverReport SolverOnDevice::report() const {
    SolverReport report;
    const MeshPolicy::Standing& now = policy_.standing();
    report.precision = now.grid ? now.precision : precision_;
    if (!now.grid) return report;
    report.method = Solver::mesh;
    report.field_error = *now.error * spectral_norm(now.model->V);
    report.mesh_bytes = mesh_.bytes();
    return report;
}

void SolverOnDevice::mark() {
    marked_ = now();
}

/// Starts another mesh: evaluations are counted from 0, in slots that the marked state still needs, so they are saved.
void SolverOnDevice::begin(const MeshGrid& grid) {
    if (!marked_.told) marked_.told = told_before(marked_);
    evaluations_ = 0;
    last_grid_ = grid;
}

SolverOnDevice::Told SolverOnDevice::told_before(const Mark& mark) const {
    Told told{};
    for (std::uint64_t back = 1; back <= late && back <= mark.evaluations; ++back) {
        const std::uint64_t slot = (mark.evaluations - back) % slots;
        runtime_.wait_for(events_[slot].get());
        told[slot] = told_.data()[slot];
    }
    return told;
}

std::shared_ptr<const FieldSolver::State> SolverOnDevice::saved(const Mark& mark) const {
    auto state = std::make_shared<State>();
    state->mark = mark;
    if (!mark.told) state->mark.told = told_before(mark);
    return state;
}

void SolverOnDevice::restore(const FieldSolver::State* state) {
    runtime_.wait(stream_);  // nothing in flight may overwrite the restored slots
    // A state of another backend's solver does not apply: the mesh is chosen anew.
    const auto* own = dynamic_cast<const State*>(state);
    policy_.restore(own ? own->mark.standing : MeshPolicy::Standing{});
    evaluations_ = own ? own->mark.evaluations : 0;
    if (!own) return;
    if (own->mark.standing.grid) last_grid_ = *own->mark.standing.grid;
    std::copy(own->mark.told->begin(), own->mark.told->end(), told_.data());
}

}  // namespace coalesce::COALESCE_CUDA_PLACE
