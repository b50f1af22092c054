#pragma once

#include <string>
#include <utility>
#include <vector>

#include "flow/adaptive.hpp"
#include "flow/motion.hpp"

namespace coalesce {

/// Adaptive steps (AdaptiveFlow), on the host. Rows are lumps.
class AdaptiveMotion final : public Motion {
  public:
    /// @param why_not  reason why the tokens are on no device
    AdaptiveMotion(AdaptiveFlow flow, Model model, std::string why_not)
        : flow_(std::move(flow)), model_(std::move(model)), why_not_(std::move(why_not)) {}
    void set_stop(StopToken stop) override { flow_.set_stop(stop); }

    double step(double most, std::uint64_t) override { return flow_.step(most); }
    double whole_steps(double, double) const override { return 0; }
    double negligible(double) const override { return 0; }
    bool observed(std::uint64_t) const override { return true; }

    std::size_t size() const override { return flow_.lumps().size(); }
    const Cloud& rows() override { return flow_.lumps().cloud(); }
    std::span<const std::int32_t> row_of_token() const override { return flow_.lumps().label(); }
    const Field& field() override { return flow_.field(); }
    const Vectors& velocity() override { return flow_.velocity(); }
    StateSums sums(const LeadingSpace& space) override;

    Cloud tokens() override { return flow_.lumps().expanded(); }
    void copy_tokens(std::vector<float>& positions, std::vector<float>& speed) override;
    std::vector<double> masses() const override;
    const Lumps* lumps() const override { return &flow_.lumps(); }

    bool dense() const override { return true; }
    Cloud rows_at(double part) override { return flow_.lumps_at(part); }
    std::span<const std::int32_t> row_of_token_then() const override { return flow_.label_then(); }
    Cloud tokens_at(double part) override { return flow_.tokens_at(part); }
    const RestingPlace* rest() const override { return flow_.rest() ? &*flow_.rest() : nullptr; }

    SolverReport report() const override;
    State save() override { return {{}, {}, nullptr, flow_.save()}; }

  private:
    const Model& model() const override { return model_; }
    std::vector<double> suspicion(ErrorSearch search) override;
    const Vectors* exact_velocity() const override { return &flow_.velocity(); }

    AdaptiveFlow flow_;
    Model model_;
    std::string why_not_;
};

}  // namespace coalesce
