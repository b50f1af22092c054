#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "field/field.hpp"
#include "field/mesh_decision.hpp"
#include "field/mesh_grid.hpp"
#include "field/mesh_kernel.hpp"

namespace coalesce {

/// One evaluation of a field through one mesh; keeps its buffers from call to call.
class MeshField {
  public:
    /// @param precision  of the sums from node to node; single or double
    /// @param negligible part of a node's sum that may be left out: far pairs at large β
    /// @throws Stopped
    void evaluate(const Cloud& cloud, const Model& model, const MeshGrid& grid, Precision precision, double negligible,
                  Field& field);
    void set_stop(StopToken stop) { stop_ = stop; }

    /// As evaluate, but for the tokens: what the nodes know.
    void evaluate_nodes(const Cloud& cloud, const Model& model, const MeshGrid& grid, Precision precision,
                        double negligible);

    /// The mesh as the last evaluation left it.
    struct Nodes {
        const MeshGrid& grid;
        std::span<const Vec3> point;             ///< of every node
        std::span<const double> weight;          ///< of every node: mass, 1 a token where the cloud is unweighted
        std::span<const std::uint8_t> known;     ///< nodes whose values were computed: near tokens
        std::span<const double> value;           ///< m and F, up to a constant, d + 1 of four a node
        std::span<const std::uint8_t> occupied;  ///< cells that hold tokens
        std::span<const std::int32_t> cell;      ///< of every token
    };
    Nodes nodes() const { return {grid_, point_, weight_, read_, node_value_, occupied_, cell_}; }

    /// Pairs of nodes that the last evaluation summed over.
    double pairs() const { return pairs_; }

    /// Memory of the last evaluation that its cells and nodes took, whatever the number of tokens.
    std::size_t mesh_bytes() const;

    /// Tokens of the last evaluation that tell its error, at most three times `each`: some evenly spread by index, for
    /// what most see; one a cell, evenly spread over the cells that hold any, for what stragglers see; and one in each
    /// of the cells across which m, judged by its differences of order p - 1, is roughest.
    std::vector<std::size_t> telling_tokens(std::size_t each) const;
    /// The cell of every token in the last evaluation.
    std::span<const std::int32_t> cells() const { return cell_; }
    /// Whether tokens of one cell lay so far apart in memory that sorting them by cell would pay.
    bool scattered() const;
    /// The largest difference of order p - 1 of m across a cell that holds tokens: rises when the field sharpens.
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
    std::vector<std::int32_t> first_node_;  ///< of every cell
    std::vector<Vec3> point_;               ///< of every node
    std::vector<std::int32_t> by_tile_;     ///< nodes, those of a tile of 8×8 side by side
    std::vector<std::int32_t> cell_;        ///< of every token
    std::vector<kernel::Place> u_, v_;
    bool fine_ = false;
    std::vector<std::vector<double>> cells_;       ///< a deposit a chunk of tokens
    std::vector<std::vector<std::uint8_t>> used_;  ///< cells that the chunk touched
    std::vector<std::uint8_t> occupied_;           ///< cells that hold tokens
    std::vector<double> weight_;                   ///< of every node
    std::vector<std::uint8_t> read_;               ///< nodes in the stencil of an occupied cell
    std::vector<std::int32_t> source_node_, target_node_;
    std::vector<double> node_value_;  ///< m and F, four a node
    double pairs_ = 0;
    std::vector<std::size_t> runs_;  ///< of tokens side by side in one cell, a count a chunk
    std::size_t occupied_cells_ = 0;
    std::size_t sum_bytes_ = 0;  ///< what the sums from node to node took while they lasted
    StopToken stop_;
};

}  // namespace coalesce
