#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "cuda/place.hpp"
#include "cuda/runtime.hpp"
#include "field/token_math.hpp"
#include "model/matrix.hpp"

namespace coalesce::COALESCE_CUDA_PLACE {

using Stream = DeviceRuntime::Stream;

/// Coordinates as two floats: the nearest, and the nearest to what is left. Their sum is good to 2^-49 of |x| ≤ 1.
struct SplitNumber {
    float high, low;
};
COALESCE_HD inline SplitNumber split_number(double x) {
    const float high = static_cast<float>(x);
    return {high, static_cast<float>(x - static_cast<double>(high))};
}

/// Arrays of N triples, x y z x y z …; z = 0 on S^1.
struct Tokens {
    float* high = nullptr;
    float* low = nullptr;
};

using TokenField = AttentionOfToken;

/// Threads a block has. On a device: whole warps; 128 to 256 give each multiprocessor enough blocks to hide the latency
/// of memory, and none of the kernels needs more than 64 registers times that. Tests take fewer.
struct BlockSizes {
    int each_token = 256;  ///< kernels that give every token a thread
    int pairs = 128;       ///< sums over pairs of tokens
};

/// Sums of targets over sources, all of a cloud's tokens. See direct.cu.
struct PairTask {
    int dimension = 3;
    bool exact = false;    ///< double precision
    bool shifted = false;  ///< terms relative to the largest: 2^t leaves the range of the precision
    Tokens tokens;
    std::size_t sources = 0;
    const double* masses = nullptr;         ///< nullptr: equal
    double mass_unit = 1;                   ///< the heaviest mass
    const std::uint32_t* target = nullptr;  ///< the targets' indices; nullptr: the sources
    std::size_t targets = 0;
    Matrix query_key;
    double beta = 0;
    int parts = 1;                 ///< that the sources are cut into
    TokenSums* partial = nullptr;  ///< parts × targets
};
/// Parts that keep a large device busy, whatever the number of targets; the same on every device.
int parts_for(std::size_t targets, std::size_t sources, bool exact, const BlockSizes& sizes);
void launch_sum_pairs(const PairTask& task, const BlockSizes& sizes, Stream stream);

/// Attention and log partition from the sums over all parts.
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

/// One step. See steps.cu.
struct StepTask {
    int dimension = 3;
    std::size_t count = 0;
    Tokens tokens;                      ///< moved
    Tokens stage;                       ///< rk4: the points at which the next field is taken
    const TokenField* field = nullptr;  ///< of the tokens, or of the stage
    Vec3* slope[3] = {};                ///< rk4: the first three
    Matrix V;
    double dt = 0;
    double noise = 0;  ///< sqrt(2 D dt)
    std::uint64_t seed = 0, index = 0;
    std::uint32_t* lost = nullptr;  ///< set where a token leaves the range of double precision
};
/// MS eq. (1), and the kick.
void launch_layer_step(const StepTask& task, const BlockSizes& sizes, Stream stream);
/// slope[number], of the field at the tokens (number 0) or at the stage; then the next stage, `reach` along it.
void launch_next_stage(const StepTask& task, int number, double reach, const BlockSizes& sizes, Stream stream);
/// The last slope, of the field at the stage; the step, and the kick.
void launch_rk4_step(const StepTask& task, const BlockSizes& sizes, Stream stream);

/// Sums over tokens. See sums.cu.
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
    StatePart* part = nullptr;  ///< blocks_of_sums of them
};
/// The same for a cloud whatever the device, so that sums have the same bits.
int blocks_of_sums(std::size_t count, const BlockSizes& sizes);
void launch_sums(const SumsTask& task, const BlockSizes& sizes, Stream stream);
COALESCE_HD inline StatePart together(const StatePart& a, const StatePart& b) {
    return {a.mass + b.mass,           a.energy + b.energy, add(a.moment, b.moment),
            a.speed + b.speed,         a.angle + b.angle,   std::max(a.largest_speed, b.largest_speed),
            std::max(a.drift, b.drift)};
}

/// Speeds |P_x V m| of all tokens.
void launch_speeds(int dimension, std::size_t count, Tokens tokens, const TokenField* field, const Matrix& V,
                   float* speed, const BlockSizes& sizes, Stream stream);
/// Triples of some tokens side by side.
void launch_gather(std::size_t count, Tokens tokens, const std::uint32_t* token, Tokens some, const BlockSizes& sizes,
                   Stream stream);

}  // namespace coalesce::COALESCE_CUDA_PLACE
