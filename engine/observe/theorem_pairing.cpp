#include <algorithm>
#include <cereal/archives/binary.hpp>
#include <cmath>

#include "coalesce/observe/groups.hpp"
#include "coalesce/theory/equiangular.hpp"
#include "coalesce/theory/pairing.hpp"
#include "observe/theorem.hpp"
#include "observe/theorem_limits.hpp"

namespace coalesce {

namespace {

constexpr int path_points = 49;

/// Makes one token per cluster, with its mass; loose tokens are left out.
Cloud cluster_cloud(const Clustering& clusters, int dimension) {
    Cloud cloud(dimension, counted(clusters.clusters));
    std::vector<double> masses;
    for (std::size_t k = 0; k < cloud.size(); ++k) {
        cloud.set_token(k, clusters.clusters[k].centre);
        masses.push_back(clusters.clusters[k].mass);
    }
    cloud.set_masses(std::move(masses));
    return cloud;
}

/// The weighted pairing law: the merge it predicts after one merge is compared with the next.
class PairingTheorem final : public Theorem {
  public:
    explicit PairingTheorem(const Scene& scene) : law_(pairing_law(scene.model)) {}

    bool starts_from_law() const override { return false; }

    Comparison compare(const TheoryMonitor::State& state, double) override {
        if (state.time < told_at_) *this = PairingTheorem(law_);
        const std::string why_not = failing(state);
        if (!why_not.empty()) return not_valid(name, why_not);
        take_merges(state);
        Comparison row;
        row.name = name;
        row.quantity = "relative error of the wait for the last merge";
        row.valid = true;
        row.error = error_;
        row.statement = statement(state);
        row.formula = R"(\dot\rho=\lambda_2(c_{ij}+c_{ji})\,e^{-\beta\lambda_1(1-\rho)}(1-\rho^2))";
        return row;
    }

    std::optional<Forecast> forecast(const TheoryMonitor::State& state) const override {
        if (!failing(state).empty()) return {};
        const Cloud clusters = cluster_cloud(state.clusters, state.cloud.dimension());
        const auto next = next_merge(law_, clusters);
        if (!next || !std::isfinite(next->log10_time)) return {};
        const PairingPath path = pairing_path(law_, clusters, *next, path_points);
        Forecast forecast;
        forecast.log10_wait = next->log10_time;
        forecast.time = state.time + std::pow(10, next->log10_time);
        forecast.masses[0] = clusters.mass(next->i);
        forecast.masses[1] = clusters.mass(next->j);
        forecast.angle = angle_between(clusters.token(next->i), clusters.token(next->j));
        forecast.first = path.first;
        forecast.second = path.second;
        return forecast;
    }

    void save(cereal::BinaryOutputArchive& archive) const override {
        archive(seen_, foretold_, told_at_, foretold_wait_, error_);
    }
    void load(cereal::BinaryInputArchive& archive) override {
        archive(seen_, foretold_, told_at_, foretold_wait_, error_);
    }

  private:
    static constexpr const char* name = "pairing law";

    explicit PairingTheorem(PairingLaw law) : law_(std::move(law)) {}

    std::string failing(const TheoryMonitor::State& state) const {
        if (!law_.valid) return law_.why_not;
        const auto phase = std::find_if(state.phases.begin(), state.phases.end(),
                                        [](const Phase& each) { return each.name == "pairing"; });
        if (phase == state.phases.end() || phase->from > state.time) return "the pairing phase has not begun";
        if (counted(state.clusters.clusters) > most_pairing_clusters)
            return "there are too many clusters to treat them in pairs";
        return {};
    }

    /// Counts merges up to the state's time only: a look back shows what was known then.
    void take_merges(const TheoryMonitor::State& state) {
        const auto past = static_cast<std::size_t>(std::count_if(
            state.merges.begin(), state.merges.end(), [&](const Merge& merge) { return merge.time <= state.time; }));
        if (foretold_ && past == seen_ + 1) {
            const double waited = state.merges[seen_].time - told_at_;
            error_ = std::abs(waited / foretold_wait_ - 1);
        }
        if (foretold_ && past == seen_) return;
        seen_ = past;
        const auto next = forecast(state);
        foretold_ = next && std::isfinite(next->time);
        if (!foretold_) return;
        told_at_ = state.time;
        foretold_wait_ = next->time - state.time;
    }

    std::string statement(const TheoryMonitor::State& state) const {
        const auto next = forecast(state);
        if (!next) return "one cluster is left, so nothing can merge";
        const double faster = std::exp(law_.log_speed(next->masses[1], next->masses[0], next->angle) -
                                       law_.log_speed(next->masses[0], next->masses[1], next->angle));
        return phrase("masses %.3g and %.3g, %.3g° apart, merge next; the second moves %.3g times as fast",
                      next->masses[0], next->masses[1], next->angle * 180 / M_PI, faster);
    }

    PairingLaw law_;
    std::size_t seen_ = 0;
    bool foretold_ = false;
    double told_at_ = 0, foretold_wait_ = 0;
    double error_ = std::numeric_limits<double>::quiet_NaN();
};

/// Few tokens with all inner products equal.
class EquiangularTheorem final : public Theorem {
  public:
    EquiangularTheorem(const Scene& scene, const Cloud& initial)
        : attention_(scene.model.attention), tokens_(initial.size()) {
        const auto most = static_cast<std::size_t>(scene.dimension) + 1;
        take(scene.model);
        if (tokens_ < 2 || tokens_ > most)
            why_not_ = phrase("in %d dimensions 2 to %zu tokens can have all inner products equal, here are %zu",
                              scene.dimension, most, tokens_);
        else if (!equal_masses(initial))
            why_not_ = "masses differ";
        if (!why_not_.empty()) return;
        const InnerProducts start = inner_products(initial);
        rho_ = start.mean;
        if (start.spread > largest_spread) why_not_ = "the tokens' inner products differ";
    }

    Comparison compare(const TheoryMonitor::State& state, double) override {
        if (!why_not_.empty()) return not_valid("equiangular curve", why_not_);
        const auto n = static_cast<double>(tokens_);
        const double rho = equiangular_curve(attention_, n, sharpness_, rho_, lambda2_ * state.time);
        Comparison row;
        row.name = "equiangular curve";
        row.quantity = "error of the mean inner product";
        row.statement = phrase("all inner products are %.6g", rho);
        row.formula = attention_ == Attention::softmax
                          ? R"(\dot\rho=\frac{2(1-\rho)((n-1)\rho+1)}{e^{\beta(1-\rho)}+n-1})"
                          : R"(\dot\rho=\tfrac2n\,e^{-\beta(1-\rho)}(1-\rho)((n-1)\rho+1))";
        row.valid = true;
        row.error = std::abs(inner_products(state.cloud).mean - rho);
        return row;
    }

  private:
    /// At β = 0 every token attends to all equally, whatever Q and K are.
    void take(const Model& model) {
        const auto lambda1 = multiple_of_identity(query_key(model)), lambda2 = multiple_of_identity(model.V);
        if (model.noise > 0)
            why_not_ = "noise is on";
        else if (model.causal)
            why_not_ = "the causal mask is on";
        else if (model.beta > 0 && !lambda1)
            why_not_ = "Q^T K is not a multiple of the identity";
        else if (!lambda2)
            why_not_ = "V is not a multiple of the identity";
        if (!why_not_.empty()) return;
        sharpness_ = model.beta > 0 ? model.beta * *lambda1 : 0;
        lambda2_ = *lambda2;
    }

    Attention attention_;
    std::size_t tokens_;
    double sharpness_ = 0, lambda2_ = 0;  ///< βλ1 and λ2, of either sign
    double rho_ = 0;
    std::string why_not_;
};

}  // namespace

std::unique_ptr<Theorem> pairing_theorem(const Scene& scene) {
    return std::make_unique<PairingTheorem>(scene);
}

std::unique_ptr<Theorem> equiangular_theorem(const Scene& scene, const Cloud& initial) {
    return std::make_unique<EquiangularTheorem>(scene, initial);
}

}  // namespace coalesce
