#pragma once

#include <cstddef>
#include <cstdint>

namespace coalesce::kernel {

/// 32 bits of a place in a cell, in [0, 1]: a float, good to 3e-8, or, where that is too coarse for the tolerance, the
/// whole number nearest to 2^31 (2 place - 1), good to 1.2e-10. Both take part in the same passes over memory, which is
/// what these wait for.
union Place {
    float single_;
    std::int32_t fine;
};

/// Places of tokens in a mesh: the cell and the place in it.
struct MeshPlaces {
    std::int32_t* cell = nullptr;
    Place* u = nullptr;  ///< S^2: beside v
    Place* v = nullptr;  ///< S^1: unused
    bool fine = false;
};

/// Places of tokens `from` to `to`; lengths of tokens do not matter. @param axis  d planes of coordinates
void locate_tokens(const double* const* axis, int dimension, int n, std::size_t from, std::size_t to,
                   const MeshPlaces& places);

/// Doubles a row of a cell's deposit takes: the order, rounded up to whole vectors of 8.
constexpr std::size_t padded_order(int p) {
    return (static_cast<std::size_t>(p) + 7) / 8 * 8;
}
constexpr std::size_t cell_doubles(int dimension, int p) {
    return padded_order(p) * (dimension == 3 ? static_cast<std::size_t>(p) : 1);
}

/// Adds the masses of tokens `from` to `to` (nullptr: 1 each) to the nodes of their cells by Lagrange weights of order
/// p; cell c's rows of padded_order(p) start at deposit + c·cell_doubles.
void deposit_tokens(const MeshPlaces& places, const double* masses, int dimension, int p, std::size_t from,
                    std::size_t to, double* deposit);

/// Interpolates d + 1 quantities, interleaved at every node (d = 2: padded to 4), at tokens `from` to `to`.
/// @param first_node  of every cell; a row of nodes is `side` long
/// @param out         d + 1 planes
void read_tokens(const MeshPlaces& places, const double* nodes, const std::int32_t* first_node, int side, int dimension,
                 int p, std::size_t from, std::size_t to, double* const* out);

}  // namespace coalesce::kernel
