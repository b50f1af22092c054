#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "coalesce/field/field.hpp"
#include "coalesce/observe/clusters.hpp"

namespace coalesce {

/// N tokens of which some have merged: a weighted cloud of lumps, and the lump of every token.
class Lumps {
  public:
    Lumps() = default;
    explicit Lumps(const Cloud& tokens);

    /// Lumps in the order of their first tokens; unweighted while every lump is one of N equal tokens.
    const Cloud& cloud() const { return cloud_; }
    Cloud& cloud() { return cloud_; }
    std::span<const std::int32_t> label() const { return label_; }
    std::size_t size() const { return cloud_.size(); }
    /// Bytes held.
    std::size_t bytes() const {
        return cloud_.bytes() + label_.size() * sizeof label_[0] + token_mass_.size() * sizeof token_mass_[0];
    }

    template <class Archive>
    void serialize(Archive& archive);  // flow/archive.hpp

    /// Merges the lumps of each group: masses add, the position is the normalised mass-weighted mean.
    /// @param group  number ≥ 0 of every lump's group; numbers rise in the order of first appearance
    void merge(std::span<const std::int32_t> group);

    /// Returns N tokens at the positions of their lumps, with their own masses.
    Cloud expanded() const { return expanded(cloud_, label_); }
    /// Expands other lumps, with another lump of every token: those of another time.
    Cloud expanded(const Cloud& lumps, std::span<const std::int32_t> label) const;

  private:
    Cloud cloud_;
    std::vector<std::int32_t> label_;
    std::vector<double> token_mass_;  ///< empty if all are equal
};

/// Expands clusters of lumps to clusters of tokens.
/// @param label  lump of every token
Clustering expanded(const Clustering& lumps, std::span<const std::int32_t> label);

/// Finds lumps that can merge, as groups for Lumps::merge; empty if there are none.
///
/// A set of lumps linked at `radius`, none farther than that from its centre, merges if its spread is shrinking, Σ α_i
/// <x_i - c, v_i> < 0, or is 0 (tokens at one place have one velocity). The error of a member is then at most `radius`,
/// since the true members close in on their centre, which the mass-weighted mean follows: to first order in the offsets
/// x_i - c their mean vanishes, and with it their effect on all others and on the centre. The remaining relative error
/// is ½(β‖B‖ radius)², below 1e-4 for the radius that AdaptiveFlow takes.
std::vector<std::int32_t> contracted_groups(const Cloud& lumps, const Vectors& velocity, double radius);

}  // namespace coalesce
