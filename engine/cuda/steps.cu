#include "cuda/device_code.hpp"
#include "flow/token_step.hpp"
#include "model/random_draw.hpp"

// Steps: a thread per token, contiguous memory, so that bytes alone count at 3.35 TB/s. A layer step reads 24 bytes of
// position and 32 of field and writes 24: 80 bytes, 24 ps a token, 0.24 ms at N = 10^7. An rk4 step reads and writes 56
// + 48, 104 + 48, 104 + 48 and 152 + 24 bytes beside its four fields: 584, 1.7 ms at N = 10^7. Arithmetic is about a
// hundred double operations a token (34 TFLOP/s: 3 ps), three hundred with noise, half of them integer: less time than
// memory takes.

namespace coalesce::COALESCE_CUDA_PLACE {

namespace {

__device__ void move_token(const StepTask& task, std::size_t i, Vec3 x) {
    if (task.noise != 0) x = brownian_step_of(x, task.dimension, task.noise, StepNoise(task.seed, task.index, i));
    const double square = dot(x, x);
    if (!(square - square == 0)) atomicOr(task.lost, 1U);  // holds for infinities and NaN
    set_position(task.tokens, i, x);
}

__global__ void __launch_bounds__(256) layer_step(StepTask task) {
    const std::size_t i = thread_of_grid();
    if (i >= task.count) return;
    const Vec3 x = position(task.tokens, i);
    move_token(task, i, layer_step_of(x, task.V, task.field[i].attention, task.dt));
}

__global__ void __launch_bounds__(256) next_stage(StepTask task, int number, double reach) {
    const std::size_t i = thread_of_grid();
    if (i >= task.count) return;
    const Vec3 x = position(task.tokens, i);
    const Vec3 here = number == 0 ? x : position(task.stage, i);
    const Vec3 slope = velocity_of(here, task.V, task.field[i].attention);
    task.slope[number][i] = slope;
    set_position(task.stage, i, stage_of(x, slope, reach));
}

__global__ void __launch_bounds__(256) rk4_step(StepTask task) {
    const std::size_t i = thread_of_grid();
    if (i >= task.count) return;
    const Vec3 last = velocity_of(position(task.stage, i), task.V, task.field[i].attention);
    const Vec3 x = position(task.tokens, i);
    move_token(task, i, rk4_step_of(x, task.slope[0][i], task.slope[1][i], task.slope[2][i], last, task.dt));
}

/// 24 + 32 bytes in, 4 out: 18 ps a token.
__global__ void speeds(std::size_t count, Tokens tokens, const TokenField* field, Matrix V, float* speed) {
    const std::size_t i = thread_of_grid();
    if (i >= count) return;
    speed[i] = static_cast<float>(norm(velocity_of(position(tokens, i), V, field[i].attention)));
}

/// Gathers at most 65 536 observed tokens: 4 bytes, two sectors of 32 in, 24 out, 6 MB: 2 µs.
__global__ void gather(std::size_t count, Tokens tokens, const std::uint32_t* token, Tokens some) {
    const std::size_t i = thread_of_grid();
    if (i >= count) return;
    const std::size_t t = token[i];
    for (std::size_t k = 0; k < 3; ++k) {
        some.high[3 * i + k] = tokens.high[3 * t + k];
        some.low[3 * i + k] = tokens.low[3 * t + k];
    }
}

/// Gathers as many fields: 4 + 32 bytes in, 32 out. 20 ps a token, below the launch's 5 µs.
__global__ void gather_field(std::size_t count, const TokenField* field, const std::uint32_t* token, TokenField* some) {
    const std::size_t i = thread_of_grid();
    if (i < count) some[i] = field[token[i]];
}

}  // namespace

void launch_gather_field(std::size_t count, const TokenField* field, const std::uint32_t* token, TokenField* some,
                         const BlockSizes& sizes, Stream stream) {
    const int threads = sizes.each_token;
    COALESCE_LAUNCH(blocks_for(count, threads), threads, stream, gather_field)(count, field, token, some);
}

void launch_layer_step(const StepTask& task, const BlockSizes& sizes, Stream stream) {
    const int threads = sizes.each_token;
    COALESCE_LAUNCH(blocks_for(task.count, threads), threads, stream, layer_step)(task);
}

void launch_next_stage(const StepTask& task, int number, double reach, const BlockSizes& sizes, Stream stream) {
    const int threads = sizes.each_token;
    COALESCE_LAUNCH(blocks_for(task.count, threads), threads, stream, next_stage)(task, number, reach);
}

void launch_rk4_step(const StepTask& task, const BlockSizes& sizes, Stream stream) {
    const int threads = sizes.each_token;
    COALESCE_LAUNCH(blocks_for(task.count, threads), threads, stream, rk4_step)(task);
}

void launch_speeds(std::size_t count, Tokens tokens, const TokenField* field, const Matrix& V, float* speed,
                   const BlockSizes& sizes, Stream stream) {
    const int threads = sizes.each_token;
    COALESCE_LAUNCH(blocks_for(count, threads), threads, stream, speeds)(count, tokens, field, V, speed);
}

void launch_gather(std::size_t count, Tokens tokens, const std::uint32_t* token, Tokens some, const BlockSizes& sizes,
                   Stream stream) {
    const int threads = sizes.each_token;
    COALESCE_LAUNCH(blocks_for(count, threads), threads, stream, gather)(count, tokens, token, some);
}

}  // namespace coalesce::COALESCE_CUDA_PLACE
