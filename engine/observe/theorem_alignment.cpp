#include <cereal/archives/binary.hpp>
#include <cereal/types/vector.hpp>
#include <cmath>

#include "coalesce/theory/alignment.hpp"
#include "coalesce/theory/phase_rules.hpp"
#include "observe/alignment_image.hpp"
#include "observe/theorem.hpp"

namespace coalesce {

namespace {

std::string fate(const LeadingSpace& space, double turning) {
    if (space.defective) return "almost every token approaches one of two antipodal points as 1/t";
    if (space.kind == LeadingSpace::Kind::points) return "almost every token ends in one of two antipodal points";
    if (space.rotating)
        return phrase("almost every token ends in a great circle and turns by %.3g rad a unit of time", turning);
    return "almost every token ends in a great circle";
}

/// E_max, which attracts almost every token as β → ∞ (MS thm 3.2).
class LeadingSpaceTheorem final : public Theorem {
  public:
    explicit LeadingSpaceTheorem(const Scene& scene)
        : rules_(phase_rules(scene.model)), fate_(fate(rules_.space, rotation_speed(scene.model, rules_.space))) {}

    bool starts_from_law() const override { return false; }

    Comparison compare(const TheoryMonitor::State& state, double) override {
        if (!rules_.aligns()) return not_valid(name, rules_.no_alignment);
        Comparison row;
        row.name = name;
        row.quantity = "mean angle between a token and E_max";
        row.unit = "rad";
        row.statement = fate_;
        row.formula = R"(\dot x=P_xV\frac{K^TQx}{\lvert K^TQx\rvert})";
        row.valid = true;
        row.error = state.residual;
        return row;
    }

  private:
    static constexpr const char* name = "alignment to E_max";

    PhaseRules rules_;
    std::string fate_;
};

/// Single tokens of the alignment flow, and the image of the law under it.
class SingleTokenTheorem final : public Theorem {
  public:
    SingleTokenTheorem(const Scene& scene, const Cloud& initial) : image_(scene.model, initial) {}

    /// MS thm 3.2 is about times O(1): it ends with the alignment phase.
    Comparison compare(const TheoryMonitor::State& state, double) override {
        for (const Phase& phase : state.phases)
            if (phase.name == "alignment" && phase.to < state.time)
                return not_valid(name, phrase("the alignment phase ended at t = %.4g", phase.to));
        const AlignmentImage::Comparison found = image_.compare(state.cloud, state.time);
        if (!found.valid) return not_valid(name, found.why_not);
        Comparison row;
        row.name = name;
        row.quantity = "W1 between the tokens and the law's image";
        row.unit = "rad";
        row.statement =
            phrase("in the limit tokens do not interact; they are %.3g rad from that flow on average, %.3g at most",
                   found.mean_angle, found.max_angle);
        row.formula =
            R"(x(t)=\frac{e^{\tau A}x_0}{\lvert e^{\tau A}x_0\rvert},\quad\frac{d\tau}{dt}=\frac1{\lvert K^TQx\rvert})";
        row.valid = true;
        row.error = found.w1;
        return row;
    }

    void save(cereal::BinaryOutputArchive& archive) const override {
        archive(image_.time(), row_major(image_.present()));
    }
    void load(cereal::BinaryInputArchive& archive) override {
        double time = 0;
        std::vector<double> places;
        archive(time, places);
        image_.go_on(time, places);
    }

  private:
    static constexpr const char* name = "alignment flow";

    AlignmentImage image_;
};

}  // namespace

std::unique_ptr<Theorem> single_token_theorem(const Scene& scene, const Cloud& initial) {
    return std::make_unique<SingleTokenTheorem>(scene, initial);
}

std::unique_ptr<Theorem> leading_space_theorem(const Scene& scene) {
    return std::make_unique<LeadingSpaceTheorem>(scene);
}

}  // namespace coalesce
