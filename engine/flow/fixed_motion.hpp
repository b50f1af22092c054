#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "coalesce/flow/cached.hpp"
#include "flow/integrator.hpp"
#include "flow/motion.hpp"

namespace coalesce {

/// All that fixed steps depend on beside the tokens.
struct FixedSteps {
    explicit FixedSteps(const Scene& scene);
    /// True if a device cloud that was made for one of them also moves the other.
    bool alike_for_device(const FixedSteps& other) const;
    bool operator==(const FixedSteps&) const = default;

    Model model;
    Method method;
    SolverSpec solver;
    std::uint64_t noise_seed;
};

/// Fixed steps, wherever they are computed.
class FixedMotion : public Motion {
  public:
    void set_stop(StopToken stop) override;
    double whole_steps(double rest, double dt) const override;
    double negligible(double dt) const override;
    bool observed(std::uint64_t steps) const override;
    const Vectors& velocity() override;

  protected:
    FixedMotion(FixedSteps steps, StopToken stop);
    const Model& model() const override { return steps_.model; }
    /// Takes another model and a new solver.
    virtual void take(const FixedSteps& steps);

    FixedSteps steps_;
    StopToken stop_;
    std::unique_ptr<FieldSolver> solver_;  ///< the host's
    Revision revision_ = 1;                ///< of tokens and model
    Cached<Field> field_;
    Cached<Vectors> velocity_;
};

/// Fixed steps on the host. Large clouds are sorted in memory, so that the mesh streams through them.
class HostMotion final : public FixedMotion {
  public:
    /// @param state    of fixed steps
    /// @param why_not  reason why the tokens are on no device
    HostMotion(FixedSteps steps, State state, StopToken stop, std::string why_not);

    double step(double dt, std::uint64_t index) override;
    std::size_t size() const override { return rows_.size(); }
    const Cloud& rows() override { return rows_; }
    Cloud detach_rows() override;
    std::span<const std::int32_t> row_of_token() const override { return order_.row_of_token(); }
    const Field& field() override;
    StateSums sums(const LeadingSpace& space) override;
    Cloud tokens() override { return order_.plain() ? rows_ : order_.in_token_order(rows_); }
    void copy_tokens(std::vector<float>& positions, std::vector<float>& speed) override;
    std::vector<double> masses() const override;
    SolverReport report() const override;
    State save() override;
    bool restore(const State& state, const Scene& scene) override;
    bool change(const Scene& scene) override;

  private:
    void take(const FixedSteps& steps) override;
    std::vector<double> suspicion(ErrorSearch search) override;

    Cloud rows_;
    TokenOrder order_;
    std::unique_ptr<Integrator> integrator_;
    std::shared_ptr<const FieldSolver::State> before_;  ///< solver's state before the present field
    std::string why_not_;
};

/// Fixed steps on a device. If the device fails, leave_device() continues on the host.
class DeviceMotion final : public FixedMotion {
  public:
    /// @param tokens  as in the device's memory, in token order
    /// @param solver  state of the host's solver, from which steps continue there if the device fails
    DeviceMotion(FixedSteps steps, Cloud tokens, std::unique_ptr<DeviceCloud> device,
                 std::shared_ptr<const FieldSolver::State> solver, StopToken stop);

    double step(double dt, std::uint64_t index) override;
    std::size_t size() const override { return store_.count(); }
    const Cloud& rows() override { return store_.on_host(); }
    std::span<const std::int32_t> row_of_token() const override { return {}; }
    const Field& field() override;
    StateSums sums(const LeadingSpace& space) override { return store_.device().sums(model(), space); }
    Cloud tokens() override { return store_.on_host(); }
    void copy_some(std::span<const std::uint32_t> tokens, Cloud& some) override { store_.copy_some(tokens, some); }
    void copy_tokens(std::vector<float>& positions, std::vector<float>& speed) override;
    std::vector<double> masses() const override;
    SolverReport report() const override { return store_.device().report(); }
    SolverReport measured_report(ErrorSearch search, StopToken stop) override;
    State save() override;
    bool restore(const State& state, const Scene& scene) override;
    bool change(const Scene& scene) override;
    TokenStore* store() override { return &store_; }
    std::unique_ptr<Motion> leave_device(const std::string& why) override;

  private:
    std::vector<double> suspicion(ErrorSearch search) override;
    double own_error() const override { return report().field_error.value_or(0); }

    TokenStore store_;
};

}  // namespace coalesce
