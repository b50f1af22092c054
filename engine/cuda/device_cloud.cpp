#include "cuda/device_cloud.hpp"

#include <cmath>
#include <optional>

#include "coalesce/model/error.hpp"
#include "cuda/device_field.hpp"
#include "flow/integrator.hpp"
#include "flow/step_scheme.hpp"

namespace coalesce::COALESCE_CUDA_PLACE {

namespace {

/// Bound on the length of tokens on the sphere after rounding.
constexpr double unit_length = 1 + 1e-6;

class ResidentCloud final : public DeviceCloud {
  public:
    ResidentCloud(DeviceRuntime& runtime, int device, const BlockSizes& sizes, const DeviceRequest& request)
        : runtime_((runtime.use_device(device), runtime)),
          number_(device),
          sizes_(sizes),
          method_(request.method),
          seed_(request.noise_seed),
          name_(runtime.device_name(device)),
          stream_(runtime),
          own_high_(runtime),
          low_(runtime),
          stage_high_(runtime),
          stage_low_(runtime),
          masses_(runtime),
          speed_(runtime),
          some_high_(runtime),
          some_low_(runtime),
          field_(runtime),
          slope_{DeviceArray<Vec3>(runtime), DeviceArray<Vec3>(runtime), DeviceArray<Vec3>(runtime)},
          part_(runtime),
          lost_(runtime),
          chosen_(runtime),
          solver_(request.solver, runtime, sizes, stream_.get()) {
        now_.count = request.tokens.size();
        now_.dimension = request.tokens.dimension();
        now_.length = unit_length;
        now_.tokens = {own_high_.reserve(3 * now_.count), low_.reserve(3 * now_.count)};
        field_.reserve(now_.count);
        lost_.reserve(1);
        set_masses(request.tokens);
        upload(request.tokens);
    }

    std::string device() const override { return name_; }

    void upload(const Cloud& tokens) override {
        enter();
        std::vector<float> high(3 * now_.count), low(3 * now_.count);
        // One axis at a time: with three side by side g++ 12 -O3 loses the low halves when it vectorises.
        for (int k = 0; k < now_.dimension; ++k)
            for (std::size_t i = 0; i < now_.count; ++i) {
                const SplitNumber split = split_number(tokens.axis(k)[i]);
                high[3 * i + static_cast<std::size_t>(k)] = split.high;
                low[3 * i + static_cast<std::size_t>(k)] = split.low;
            }
        runtime_.copy_to_device(now_.tokens.high, high.data(), bytes(), stream_.get());
        runtime_.copy_to_device(now_.tokens.low, low.data(), bytes(), stream_.get());
        runtime_.set_zero(lost_.data(), sizeof(std::uint32_t), stream_.get());
        stream_.wait();
        fresh_ = false;
    }

    void download(Cloud& tokens) override {
        enter();
        copy_out(now_.tokens, now_.count, tokens);
    }

    void download(std::span<const std::uint32_t> tokens, Cloud& some) override {
        enter();
        if (tokens.empty()) return;
        const std::size_t count = tokens.size();
        const Tokens out{some_high_.reserve(3 * count), some_low_.reserve(3 * count)};
        runtime_.copy_to_device(chosen_.reserve(count), tokens.data(), tokens.size_bytes(), stream_.get());
        launch_gather(count, now_.tokens, chosen_.data(), out, sizes_, stream_.get());
        runtime_.launched("kernel gather");
        copy_out(out, count, some);
    }

    void step(const Model& model, double dt, std::uint64_t step_index) override {
        enter();
        compute_field(model);
        fresh_ = false;
        step_ = dt;
        StepTask task;
        task.dimension = now_.dimension;
        task.count = now_.count;
        task.tokens = now_.tokens;
        task.field = field_.data();
        task.V = model.V;
        task.dt = dt;
        task.noise = std::sqrt(2 * model.noise * dt);
        task.seed = seed_;
        task.index = step_index;
        task.lost = lost_.data();
        take_step(method_, dt, OnDevice{*this, task, model, now_});
    }

    StateSums sums(const Model& model, const LeadingSpace& space) override {
        enter();
        compute_field(model);
        SumsTask task;
        task.dimension = now_.dimension;
        task.count = now_.count;
        task.tokens = now_.tokens;
        task.field = field_.data();
        task.masses = now_.masses;
        task.V = model.V;
        task.beta = model.beta;
        task.score_bound = score_bound(model);
        set_angle(space, task);
        std::vector<StatePart> part(static_cast<std::size_t>(blocks_of_sums(now_.count, sizes_)));
        task.part = part_.reserve(part.size());
        launch_sums(task, sizes_, stream_.get());
        runtime_.launched("kernel sum_tokens");
        runtime_.copy_to_host(part.data(), task.part, part.size() * sizeof(StatePart), stream_.get());
        finish();
        StatePart all{};
        for (const StatePart& each : part) all = together(all, each);
        StateSums result;
        result.energy =
            model.beta == 0 ? energy_without_temperature(model, all.moment, all.mass) : all.energy / (2 * model.beta);
        result.mean_speed = all.speed / all.mass;
        result.max_speed = all.largest_speed;
        result.alignment = all.angle / all.mass;
        result.drift = all.drift;
        return result;
    }

    void field(const Model& model, Field& out) override {
        enter();
        compute_field(model);
        std::vector<TokenField> all(now_.count);
        runtime_.copy_to_host(all.data(), field_.data(), all.size() * sizeof(TokenField), stream_.get());
        finish();
        out.attention.resize(now_.dimension, now_.count);
        out.log_partition.resize(now_.count);
        for (std::size_t i = 0; i < now_.count; ++i) {
            out.attention.set(i, all[i].attention);
            out.log_partition[i] = all[i].log_partition;
        }
    }

    void copy_tokens(const Model& model, std::vector<float>& positions, std::vector<float>& speed) override {
        enter();
        compute_field(model);
        positions.resize(3 * now_.count);
        speed.resize(now_.count);
        launch_speeds(now_.count, now_.tokens, field_.data(), model.V, speed_.reserve(now_.count), sizes_,
                      stream_.get());
        runtime_.launched("kernel speeds");
        runtime_.copy_to_host(positions.data(), now_.tokens.high, bytes(), stream_.get());
        runtime_.copy_to_host(speed.data(), speed_.data(), now_.count * sizeof(float), stream_.get());
        finish();
    }

    SolverReport report() const override {
        SolverReport report = solver_.report();
        report.backend = "cuda";
        return report;
    }

    std::shared_ptr<const FieldSolver::State> save() const override {
        runtime_.use_device(number_);
        return fresh_ ? solver_.save_marked() : solver_.save();
    }
    void restore(const FieldSolver::State* state) override {
        enter();
        solver_.restore(state);
        fresh_ = false;
    }

    void attach(const DeviceLoan& loan) override {
        enter();
        if (loan.ready) runtime_.follow(stream_.get(), loan.ready);
        if (!attached_) runtime_.copy_on_device(loan.positions, own_high_.data(), bytes(), stream_.get());
        now_.tokens.high = loan.positions;
        attached_ = true;
    }
    void park() override {
        enter();
        stream_.wait();
    }
    void recover(std::span<const float> positions) override {
        enter();
        runtime_.copy_to_device(own_high_.data(), positions.data(), bytes(), stream_.get());
        stream_.wait();
        now_.tokens.high = own_high_.data();
        attached_ = false;
    }

  private:
    std::size_t bytes() const { return 3 * now_.count * sizeof(float); }
    void enter() const { runtime_.use_device(number_); }

    /// Waits for the stream; throws if a step left the range of double precision.
    void finish() {
        std::uint32_t lost = 0;
        runtime_.copy_to_host(&lost, lost_.data(), sizeof lost, stream_.get());
        stream_.wait();
        if (lost != 0) throw RunError(step_out_of_range(step_));
    }

    void set_masses(const Cloud& tokens) {
        const DirectExtent extent = direct_extent(0, tokens);
        now_.mass_unit = extent.mass_unit;
        now_.lightest = extent.lightest;
        if (!tokens.weighted()) return;
        now_.masses = masses_.reserve(now_.count);
        runtime_.copy_to_device(masses_.data(), tokens.masses().data(), tokens.masses().size_bytes(), stream_.get());
    }

    void copy_out(const Tokens& from, std::size_t count, Cloud& to) {
        std::vector<float> high(3 * count), low(3 * count);
        runtime_.copy_to_host(high.data(), from.high, high.size() * sizeof(float), stream_.get());
        runtime_.copy_to_host(low.data(), from.low, low.size() * sizeof(float), stream_.get());
        finish();
        for (int k = 0; k < now_.dimension; ++k)
            for (std::size_t i = 0, at = static_cast<std::size_t>(k); i < count; ++i, at += 3)
                to.axis(k)[i] = static_cast<double>(high[at]) + static_cast<double>(low[at]);
    }

    void compute_field(const Model& model) {
        if (fresh_ && field_of_ == model) return;
        fresh_ = false;
        solver_.mark();
        solver_.evaluate(now_, model, field_.data());
        field_of_ = model;
        fresh_ = true;
    }

    /// One step on the device (take_step).
    struct OnDevice {
        ResidentCloud& on;
        StepTask& task;
        const Model& model;
        CloudOnDevice stage;

        void layer_step() {
            launch_layer_step(task, on.sizes_, on.stream_.get());
            on.runtime_.launched("kernel layer_step");
        }
        void next_stage(int k, double h) {
            if (k == 0) {
                task.stage = {on.stage_high_.reserve(3 * task.count), on.stage_low_.reserve(3 * task.count)};
                for (int each = 0; each < 3; ++each) task.slope[each] = on.slope_[each].reserve(task.count);
                stage.tokens = task.stage;
            }
            launch_next_stage(task, k, h, on.sizes_, on.stream_.get());
            on.runtime_.launched("kernel next_stage");
            // |x + h P V m| is bounded by |P| ≤ 1 + |x|² for x off the sphere, and |m| ≤ the longest token.
            stage.length = unit_length + h * spectral_norm(model.V) * (1 + stage.length * stage.length) * stage.length;
        }
        void evaluate_stage() { on.solver_.evaluate(stage, model, on.field_.data()); }
        void rk4_step() {
            launch_rk4_step(task, on.sizes_, on.stream_.get());
            on.runtime_.launched("kernel rk4_step");
        }
    };

    static void set_angle(const LeadingSpace& space, SumsTask& task) {
        switch (space.kind) {
            case LeadingSpace::Kind::points:
                task.angle = SumsTask::Angle::to_line;
                task.e = space.basis[0];
                break;
            case LeadingSpace::Kind::circle:
                task.angle = SumsTask::Angle::to_plane;
                task.e = cross(space.basis[0], space.basis[1]);
                break;
            case LeadingSpace::Kind::everything:
                break;
        }
    }

    DeviceRuntime& runtime_;
    int number_;
    BlockSizes sizes_;
    Method method_;
    std::uint64_t seed_;
    std::string name_;
    DeviceStream stream_;
    DeviceArray<float> own_high_, low_, stage_high_, stage_low_;
    DeviceArray<double> masses_;
    DeviceArray<float> speed_, some_high_, some_low_;
    DeviceArray<TokenField> field_;
    DeviceArray<Vec3> slope_[3];
    DeviceArray<StatePart> part_;
    DeviceArray<std::uint32_t> lost_, chosen_;
    CloudOnDevice now_;
    SolverOnDevice solver_;
    bool attached_ = false;
    bool fresh_ = false;
    Model field_of_;   ///< model of the field, if fresh_
    double step_ = 0;  ///< length of the last step
};

}  // namespace

std::unique_ptr<DeviceCloud> make_cloud(DeviceRuntime& runtime, int device, const BlockSizes& sizes,
                                        const DeviceRequest& request, std::string& why_not) {
    why_not.clear();
    if (request.tokens.size() == 0) why_not = "no tokens";
    if (request.model.causal) why_not = "causal attention runs on the CPU";
    if (request.method == Method::adaptive) why_not = "adaptive steps run on the CPU";
    if (!why_not.empty()) return nullptr;
    try {
        return std::make_unique<ResidentCloud>(runtime, device, sizes, request);
    } catch (const RunError& error) {
        why_not = error.what();
        return nullptr;
    }
}

}  // namespace coalesce::COALESCE_CUDA_PLACE
