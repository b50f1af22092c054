#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "field/field.hpp"
#include "observe/clusters.hpp"

namespace coalesce {

/// N tokens of which some have become one: a weighted cloud of lumps, and the lump of every token.
class Lumps {
  public:
    Lumps() = default;
    explicit Lumps(const Cloud& tokens);

    /// Lumps in the order of their first tokens; without masses while every lump is one of N equal tokens.
    const Cloud& cloud() const { return cloud_; }
    Cloud& cloud() { return cloud_; }
    std::span<const std::int32_t> label() const { return label_; }
    std::size_t size() const { return cloud_.size(); }
    /// Memory held.
    std::size_t bytes() const {
        return cloud_.bytes() + label_.size() * sizeof label_[0] + token_mass_.size() * sizeof token_mass_[0];
    }

    /// Lumps of one group become one: masses add, the position is the normalised mass-weighted mean.
    /// @param group  a number from 0 for every lump; numbers rise in the order of first appearance
    void merge(std::span<const std::int32_t> group);

    /// N tokens where their lumps are, with their own masses.
    Cloud expanded() const { return expanded(cloud_, label_); }
    /// The same at other times, with the lumps and the lump of every token as they were then.
    Cloud expanded(const Cloud& lumps, std::span<const std::int32_t> label) const;
    /// Clusters of lumps as clusters of tokens; at other times likewise.
    Clustering expanded(const Clustering& lumps) const { return expanded(lumps, label_); }
    Clustering expanded(const Clustering& lumps, std::span<const std::int32_t> label) const;

  private:
    Cloud cloud_;
    std::vector<std::int32_t> label_;
    std::vector<double> token_mass_;  ///< empty: equal
};

/// Lumps that can be one from now on, as groups for Lumps::merge; empty when there are none.
///
/// A set of lumps linked at `radius`, none farther than that from its centre, is one when its spread is shrinking,
/// Σ α_i <x_i - c, v_i> < 0, or is 0 already (tokens at one place have one velocity). From then on a member is off by
/// at most `radius`, since the true members close in on their centre, which the mass-weighted mean follows: to first
/// order in the offsets x_i - c their mean vanishes, and with it their effect on all others and on the centre. What is
/// left is of relative size ½(β‖B‖ radius)², below 1e-4 for the radius that AdaptiveFlow takes.
std::vector<std::int32_t> contracted_groups(const Cloud& lumps, const Vectors& velocity, double radius);

}  // namespace coalesce
