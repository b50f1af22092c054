#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "coalesce/cuda/runtime.hpp"
#include "coalesce/model/matrix.hpp"
#include "cuda/place.hpp"
#include "field/far_pairs.hpp"
#include "field/mesh_grid.hpp"
#include "field/token_math.hpp"

namespace coalesce::COALESCE_CUDA_PLACE {

using Stream = DeviceRuntime::Stream;

/// A coordinate as two floats: its rounding, and the rounding of the remainder. Their sum is good to 2^-49 for |x| ≤ 1.
struct SplitNumber {
    float high, low;
};
COALESCE_HD inline SplitNumber split_number(double x) {
    const float high = static_cast<float>(x);
    return {high, static_cast<float>(x - static_cast<double>(high))};
}

/// Returns a point from its two triples.
COALESCE_HD inline Vec3 joined(const float* high, const float* low) {
    return {static_cast<double>(high[0]) + static_cast<double>(low[0]),
            static_cast<double>(high[1]) + static_cast<double>(low[1]),
            static_cast<double>(high[2]) + static_cast<double>(low[2])};
}

/// N triples x y z x y z …, rounded and remainder; z = 0 on S^1.
struct Tokens {
    float* high = nullptr;
    float* low = nullptr;
};

using TokenField = AttentionOfToken;

/// Threads per block. On a device: whole warps; 128 to 256 give each multiprocessor enough blocks to hide the latency
/// of memory, and no kernel needs more than 64 registers times that. Tests take fewer.
struct BlockSizes {
    int each_token = 256;  ///< kernels with a thread per token
    int pairs = 128;       ///< sums over pairs of tokens
    int deposit = 128;     ///< at most most_deposit_threads
    int nodes = 64;        ///< at most most_node_threads: targets that share a list of sources
};

inline constexpr int most_deposit_threads = 128, most_node_threads = 64;

/// Sums of targets over sources, which are all tokens of a cloud. See direct.cu.
struct PairTask {
    int dimension = 3;
    bool exact = false;    ///< double precision
    bool shifted = false;  ///< terms relative to the largest, for when 2^t leaves the range of the precision
    Tokens tokens;
    std::size_t sources = 0;
    const double* masses = nullptr;         ///< nullptr: all equal
    double mass_unit = 1;                   ///< heaviest mass
    const std::uint32_t* target = nullptr;  ///< indices of the targets; nullptr: the sources are the targets
    std::size_t targets = 0;
    Matrix query_key;
    double beta = 0;
    int parts = 1;                 ///< number of parts that the sources are cut into
    TokenSums* partial = nullptr;  ///< parts × targets
};
/// Number of parts that keep a large device busy for any number of targets; the same on every device.
int parts_for(std::size_t targets, std::size_t sources, bool exact, const BlockSizes& sizes);
void launch_sum_pairs(const PairTask& task, const BlockSizes& sizes, Stream stream);

/// Computes attention and log partition from the sums over all parts.
struct FinishTask {
    const TokenSums* partial = nullptr;
    int parts = 1;
    std::size_t targets = 0;
    double mass_unit = 1;
    bool unnormalised = false;
    double beta = 0, score_bound = 0;
    TokenField* field = nullptr;
};
void launch_finish(const FinishTask& task, const BlockSizes& sizes, Stream stream);

/// One step of all tokens. See steps.cu.
struct StepTask {
    int dimension = 3;
    std::size_t count = 0;
    Tokens tokens;                      ///< moved in place
    Tokens stage;                       ///< rk4: points of the next field
    const TokenField* field = nullptr;  ///< field at the tokens, or at the stage
    Vec3* slope[3] = {};                ///< rk4: the first three slopes
    Matrix V;
    double dt = 0;
    double noise = 0;  ///< sqrt(2 D dt)
    std::uint64_t seed = 0, index = 0;
    std::uint32_t* lost = nullptr;  ///< set to 1 if a token leaves the range of double precision
};
/// Takes a layer step, MS eq. (1), with its noise.
void launch_layer_step(const StepTask& task, const BlockSizes& sizes, Stream stream);
/// Computes slope[number] from the field at the tokens (number 0) or at the stage; then the next stage, `reach` along
/// it.
void launch_next_stage(const StepTask& task, int number, double reach, const BlockSizes& sizes, Stream stream);
/// Computes the last slope from the field at the stage; takes the step with its noise.
void launch_rk4_step(const StepTask& task, const BlockSizes& sizes, Stream stream);

/// Arrays of one mesh evaluation. See mesh.cu and node_sum.cu; sizes in brackets.
struct MeshTask {
    MeshGrid grid;
    bool exact = false;    ///< double precision from node to node
    bool shifted = false;  ///< terms relative to the largest
    std::size_t count = 0;
    Tokens tokens;
    const double* masses = nullptr;  ///< nullptr: 1 each, and log_unit = log N
    double log_unit = 0;
    Matrix query_key;
    double beta = 0, score_bound = 0, negligible = 0;
    bool unnormalised = false;

    std::uint32_t *cell = nullptr, *sorted_cell = nullptr;     ///< [N] cell of every token; of the tokens in order
    std::uint32_t *token = nullptr, *sorted_token = nullptr;   ///< [N] all tokens; sorted by cell, then by number
    float *u = nullptr, *v = nullptr;                          ///< [N] places in cells
    std::uint32_t *cell_begin = nullptr, *cell_end = nullptr;  ///< [cells] range of its tokens; empty if equal
    std::size_t chunk = 256;                                   ///< tokens, in order, that one block deposits
    double* deposit = nullptr;             ///< [(N / chunk + 1 + cells) × p^(d-1)] part of a cell from a chunk
    double* weight = nullptr;              ///< [nodes]
    const std::uint32_t* order = nullptr;  ///< [nodes] compact_order
    std::uint8_t *is_source = nullptr, *is_target = nullptr;  ///< [nodes] 1 if so, in compact order
    std::uint32_t *source = nullptr, *target = nullptr;       ///< [nodes] lists of these, in compact order
    void* sources = nullptr;                                  ///< [nodes × 4 Real] point, and weight over the heaviest
    SourceBlock* block = nullptr;                             ///< [nodes / FarPairs::block + 1]
    TokenSums* partial = nullptr;                             ///< [node_parts × nodes]
    double* node_value = nullptr;                             ///< [4 × nodes] m and F (up to a constant)
    double* roughness_of = nullptr;                           ///< [cells]
    /// Counters of one evaluation; 0 before it.
    struct Counts {
        std::uint32_t sources, targets;
        unsigned long long heaviest;  ///< bits of the largest |weight|
        unsigned long long rough;     ///< bits of the largest roughness
        unsigned long long pairs;
    };
    Counts* counts = nullptr;
    TokenField* field = nullptr;
};
/// Parts that a target's sources are cut into: few targets then keep a large device busy.
inline constexpr int node_parts = 4;

/// Computes cell and place of every token.
void launch_locate(const MeshTask& task, const BlockSizes& sizes, Stream stream);
/// Sorts tokens by cell, within one by number. If memory is nullptr, only sets `bytes` to the size it needs.
void sort_by_cell(const MeshTask& task, void* memory, std::size_t& bytes, Stream stream);
/// Finds the range of every cell's tokens in the order; the arrays must be 0.
void launch_find_cells(const MeshTask& task, const BlockSizes& sizes, Stream stream);
/// Spreads masses over nodes.
void launch_deposit(const MeshTask& task, const BlockSizes& sizes, Stream stream);
/// Adds up the nodes' weights; marks sources and targets.
void launch_gather_nodes(const MeshTask& task, const BlockSizes& sizes, Stream stream);
/// Lists sources and targets. If memory is nullptr, only sets `bytes` to the size it needs.
void list_nodes(const MeshTask& task, void* memory, std::size_t& bytes, Stream stream);
/// Computes m and F at every target, from every source that is not negligible.
void launch_sum_nodes(const MeshTask& task, const BlockSizes& sizes, Stream stream);
/// Interpolates m and F at the tokens.
void launch_read(const MeshTask& task, const BlockSizes& sizes, Stream stream);
/// Computes the roughness of every cell, and the largest.
void launch_roughness(const MeshTask& task, const BlockSizes& sizes, Stream stream);

/// Sums over tokens of a state. See sums.cu.
struct StatePart {
    double mass = 0, energy = 0;  ///< Σ α_i, Σ α_i exp(F_i - βs)
    Vec3 moment{};                ///< Σ α_i x_i
    double speed = 0, angle = 0;  ///< Σ α_i |v_i|, Σ α_i angle_i
    double largest_speed = 0, drift = 0;
};
struct SumsTask {
    int dimension = 3;
    std::size_t count = 0;
    Tokens tokens;
    const TokenField* field = nullptr;
    const double* masses = nullptr;  ///< nullptr: 1/N each
    Matrix V;
    double beta = 0, score_bound = 0;
    enum class Angle { none, to_line, to_plane } angle = Angle::none;
    Vec3 e{};
    StatePart* part = nullptr;  ///< [blocks_of_sums]
};
/// Number of blocks, the same on every device, so that sums have the same bits.
int blocks_of_sums(std::size_t count, const BlockSizes& sizes);
void launch_sums(const SumsTask& task, const BlockSizes& sizes, Stream stream);
COALESCE_HD inline StatePart together(const StatePart& a, const StatePart& b) {
    return {a.mass + b.mass,           a.energy + b.energy, add(a.moment, b.moment),
            a.speed + b.speed,         a.angle + b.angle,   std::max(a.largest_speed, b.largest_speed),
            std::max(a.drift, b.drift)};
}

/// Computes speeds |P_x V m| of all tokens.
void launch_speeds(std::size_t count, Tokens tokens, const TokenField* field, const Matrix& V, float* speed,
                   const BlockSizes& sizes, Stream stream);
/// Copies the fields of some tokens side by side.
void launch_gather_field(std::size_t count, const TokenField* field, const std::uint32_t* token, TokenField* some,
                         const BlockSizes& sizes, Stream stream);
/// Copies the triples of some tokens side by side.
void launch_gather(std::size_t count, Tokens tokens, const std::uint32_t* token, Tokens some, const BlockSizes& sizes,
                   Stream stream);

}  // namespace coalesce::COALESCE_CUDA_PLACE
