#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "coalesce/field/field.hpp"
#include "field/mesh_grid.hpp"
#include "field/mesh_kernel.hpp"

namespace coalesce {

/// Evaluates fields through a mesh; keeps its buffers from call to call.
class MeshField {
  public:
    /// @param precision  of the node-to-node sums; single or double
    /// @param negligible part of a node's sum that may be left out (far pairs at large β)
    /// @throws Stopped
    void evaluate(const Cloud& cloud, const Model& model, const MeshGrid& grid, Precision precision, double negligible,
                  Field& field);
    void set_stop(StopToken stop) { stop_ = stop; }

    /// Computes m and F at the mesh nodes only.
    void evaluate_nodes(const Cloud& cloud, const Model& model, const MeshGrid& grid, Precision precision,
                        double negligible);

    /// The mesh after the last evaluation.
    struct Nodes {
        const MeshGrid& grid;
        std::span<const Vec3> point;             ///< point of every node
        std::span<const double> weight;          ///< mass at every node; a token has mass 1 if the cloud is unweighted
        std::span<const std::uint8_t> known;     ///< 1 for nodes whose values were computed: those near tokens
        std::span<const double> value;           ///< m and F (up to a constant) of every node, d + 1 of 4 doubles
        std::span<const std::uint8_t> occupied;  ///< 1 for cells that hold tokens
        std::span<const std::int32_t> cell;      ///< cell of every token
    };
    Nodes nodes() const { return {grid_, point_, weight_, read_, node_value_, occupied_, cell_}; }

    /// Number of node pairs that the last evaluation summed over.
    double pairs() const { return pairs_; }

    /// Bytes of the last evaluation that grow with cells and nodes, not with tokens.
    std::size_t mesh_bytes() const;

    /// Tokens that the error of the last evaluation is measured on, at most three times `each`: some evenly spread by
    /// index (typical tokens); the first tokens of occupied cells, evenly spread over these (stragglers); and those of
    /// the cells across which m, judged by its differences of order p - 1, is roughest.
    std::vector<std::size_t> telling_tokens(std::size_t each) const;
    /// Cell of every token in the last evaluation.
    std::span<const std::int32_t> cells() const { return cell_; }
    /// Holds if tokens of one cell lay so far apart in memory that sorting them by cell would pay.
    bool scattered() const;
    /// Largest difference of order p - 1 of m across an occupied cell; it rises when the field sharpens.
    double roughness() const;

  private:
    void prepare(const MeshGrid& grid, std::size_t tokens);
    void deposit(const Cloud& cloud);
    void find_targets();
    template <class Real>
    void sum(const Model& model, double negligible);
    void read(const Cloud& cloud, const Model& model, Field& field);
    double roughness_of(std::size_t cell) const;
    void check_stop();

    MeshGrid grid_;
    std::vector<std::int32_t> first_node_;  ///< first node of every cell
    std::vector<Vec3> point_;               ///< point of every node
    std::vector<std::int32_t> by_tile_;     ///< nodes in compact_order
    std::vector<std::int32_t> cell_;        ///< cell of every token
    std::vector<kernel::Place> u_, v_;
    bool fine_ = false;
    std::vector<std::vector<double>> cells_;       ///< one deposit per chunk of tokens
    std::vector<std::vector<std::uint8_t>> used_;  ///< 1 for cells that the chunk touched
    std::vector<std::uint8_t> occupied_;           ///< 1 for cells that hold tokens
    std::vector<double> weight_;                   ///< weight of every node
    std::vector<std::uint8_t> read_;               ///< 1 for nodes in the stencil of an occupied cell
    std::vector<std::int32_t> source_node_, target_node_;
    std::vector<double> node_value_;  ///< m and F, four doubles a node
    double pairs_ = 0;
    std::vector<std::size_t> runs_;  ///< per chunk: runs of neighbouring tokens in one cell
    std::size_t occupied_cells_ = 0;
    std::size_t sum_bytes_ = 0;  ///< bytes of the buffers of the node-to-node sums
    StopToken stop_;
};

}  // namespace coalesce
