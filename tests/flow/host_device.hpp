#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "coalesce/flow/device.hpp"
#include "coalesce/model/error.hpp"
#include "flow/integrator.hpp"

namespace coalesce::flow_tests {

/// Counts what a device did, and sets where it fails.
struct Record {
    int made = 0, steps = 0, whole_downloads = 0, part_downloads = 0, attached = 0;
    int used_while_parked = 0;
    std::optional<int> fails_at_step, fails_at_attach;
    bool fails_to_park = false, fails_to_recover = false;
};

/// A "device" in host memory that moves its cloud as the CPU does, in double precision; a lent buffer receives the
/// floats after every step.
class HostDevice final : public DeviceCloud {
  public:
    HostDevice(const DeviceRequest& request, Record& record)
        : record_(record),
          cloud_(request.tokens),
          solver_(make_solver(request.solver)),
          integrator_(request.method, request.noise_seed) {
        ++record_.made;
    }

    std::string device() const override { return "host"; }
    void upload(const Cloud& tokens) override {
        use();
        cloud_ = tokens;
        fresh_ = false;
        show();
    }
    void download(Cloud& tokens) override {
        use();
        ++record_.whole_downloads;
        tokens = cloud_;
    }
    void download(std::span<const std::uint32_t> tokens, Cloud& some) override {
        use();
        ++record_.part_downloads;
        for (std::size_t k = 0; k < tokens.size(); ++k) some.set_token(k, cloud_.token(tokens[k]));
    }
    void step(const Model& model, double dt, std::uint64_t step_index) override {
        use();
        if (record_.fails_at_step == record_.steps) throw RunError("launch of a step: the device is gone");
        ++record_.steps;
        evaluate(model);
        integrator_.step(cloud_, model, *solver_, dt, step_index, field_);
        fresh_ = false;
        show();
    }
    StateSums sums(const Model& model, const LeadingSpace& space) override {
        use();
        return measure_tokens(cloud_, model, evaluate(model), space);
    }
    void field(const Model& model, Field& out) override {
        use();
        out = evaluate(model);
    }
    void copy_tokens(const Model& model, std::vector<float>& positions, std::vector<float>& speed) override {
        use();
        Vectors velocity;
        velocities(cloud_, model, evaluate(model), velocity);
        positions.clear();
        speed.clear();
        for (std::size_t i = 0; i < cloud_.size(); ++i) {
            for (const double x : cloud_.token(i)) positions.push_back(static_cast<float>(x));
            speed.push_back(static_cast<float>(norm(velocity.at(i))));
        }
    }
    SolverReport report() const override {
        SolverReport report = solver_->report();
        report.backend = "host";
        return report;
    }
    std::shared_ptr<const FieldSolver::State> save() const override { return fresh_ ? before_ : solver_->save(); }
    void restore(const FieldSolver::State* state) override {
        use();
        solver_->restore(state);
    }
    void attach(const DeviceLoan& loan) override {
        if (record_.fails_at_attach == record_.attached++) throw RunError("attach: the buffer is gone");
        buffer_ = loan.positions;
        if (!attached_) show();
        attached_ = true;
        parked_ = false;
    }
    void park() override {
        if (record_.fails_to_park) throw RunError("park: the device is gone");
        buffer_ = nullptr;
        parked_ = attached_;
    }
    void recover(std::span<const float> positions) override {
        if (record_.fails_to_recover) throw RunError("recover: the device is gone");
        for (std::size_t i = 0; i < cloud_.size(); ++i)
            for (std::size_t k = 0; k < 3; ++k)
                if (positions[3 * i + k] != static_cast<float>(cloud_.token(i)[k]))
                    throw RunError("recover: other tokens");
        parked_ = attached_ = false;
    }

  private:
    void use() { record_.used_while_parked += parked_ ? 1 : 0; }
    void show() {
        if (!buffer_) return;
        for (std::size_t i = 0; i < cloud_.size(); ++i) {
            const Vec3 x = cloud_.token(i);
            std::transform(x.begin(), x.end(), buffer_ + 3 * i, [](double c) { return static_cast<float>(c); });
        }
    }
    const Field& evaluate(const Model& model) {
        if (!fresh_ || !(model_ == model)) {
            before_ = solver_->save();
            solver_->evaluate(cloud_, model, field_);
        }
        model_ = model;
        fresh_ = true;
        return field_;
    }

    Record& record_;
    Cloud cloud_;
    std::unique_ptr<FieldSolver> solver_;
    Integrator integrator_;
    Field field_;
    std::optional<Model> model_;
    std::shared_ptr<const FieldSolver::State> before_;
    bool fresh_ = false;
    float* buffer_ = nullptr;
    bool attached_ = false, parked_ = false;
};

/// Installs the device for simulations made during its lifetime, except causal ones and adaptive time.
struct WithDevice {
    Record record;
    WithDevice() {
        set_device_factory([this](const DeviceRequest& request, std::string& why_not) -> std::unique_ptr<DeviceCloud> {
            if (request.method == Method::adaptive) why_not = "adaptive time is the CPU's";
            if (request.model.causal) why_not = "causal attention is the CPU's";
            if (!why_not.empty()) return nullptr;
            return std::make_unique<HostDevice>(request, record);
        });
    }
    ~WithDevice() { set_device_factory({}); }
};

}  // namespace coalesce::flow_tests
