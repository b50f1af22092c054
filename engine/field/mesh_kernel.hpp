#pragma once

#include <cstddef>
#include <cstdint>

namespace coalesce::kernel {

/// A place in a cell, in [0, 1], as 32 bits: a float, good to 3e-8, or, if that
/// is too coarse for the tolerance, the whole number nearest to 2^31 (2 place -
/// 1), good to 1.2e-10. 32 bits, because passes over places are bound by memory.
union Place {
    float single_;
    std::int32_t fine;
};

/// Places of tokens in a mesh: cells, and coordinates within the cell.
struct MeshPlaces {
    std::int32_t* cell = nullptr;
    Place* u = nullptr;  ///< place along the first angle
    Place* v = nullptr;  ///< place along the second; S^1: unused
    bool fine = false;
};

/// Locates tokens [from, to); lengths of tokens do not matter. @param axis  d planes of coordinates
void locate_tokens(const double* const* axis, int dimension, int n, std::size_t from, std::size_t to,
                   const MeshPlaces& places);

/// Doubles in a row of a cell's deposit: the order, rounded up to whole vectors of 8.
constexpr std::size_t padded_order(int p) {
    return (static_cast<std::size_t>(p) + 7) / 8 * 8;
}
constexpr std::size_t cell_doubles(int dimension, int p) {
    return padded_order(p) * (dimension == 3 ? static_cast<std::size_t>(p) : 1);
}

/// Adds the masses of tokens [from, to) (nullptr: 1 each) to the nodes of their cells by Lagrange weights of order p;
/// the rows of padded_order(p) of cell c start at deposit + c·cell_doubles.
void deposit_tokens(const MeshPlaces& places, const double* masses, int dimension, int p, std::size_t from,
                    std::size_t to, double* deposit);

/// Interpolates d + 1 quantities, interleaved at every node (d = 2: padded to 4), at tokens [from, to).
/// @param first_node  first node of every cell; a row of nodes is `side` long
/// @param out         d + 1 planes
void read_tokens(const MeshPlaces& places, const double* nodes, const std::int32_t* first_node, int side, int dimension,
                 int p, std::size_t from, std::size_t to, double* const* out);

}  // namespace coalesce::kernel
