#include <algorithm>
#include <cmath>
#include <utility>

#include "cuda/device_field.hpp"
#include "field/direct_kernel.hpp"
#include "field/mesh_error.hpp"

namespace coalesce::COALESCE_CUDA_PLACE {

namespace {

/// Number of chunks, a block each: enough for 132 multiprocessors with ten blocks each, and few, because a single block
/// adds them up if all tokens are in one cell.
constexpr std::size_t most_chunks = 2048, least_chunk = 256;

}  // namespace

MeshOnDevice::MeshOnDevice(DeviceRuntime& runtime, const BlockSizes& sizes, DeviceRuntime::Stream stream)
    : runtime_(runtime),
      sizes_(sizes),
      stream_(stream),
      cell_(runtime),
      sorted_cell_(runtime),
      token_(runtime),
      sorted_token_(runtime),
      u_(runtime),
      v_(runtime),
      cell_begin_(runtime),
      cell_end_(runtime),
      order_(runtime),
      source_(runtime),
      target_(runtime),
      deposit_(runtime),
      weight_(runtime),
      sources_(runtime),
      node_value_(runtime),
      roughness_(runtime),
      is_source_(runtime),
      is_target_(runtime),
      block_(runtime),
      partial_(runtime),
      counts_(runtime),
      scratch_(runtime) {
    task_.grid.n = 0;  // differs from every grid that is evaluated
}

void MeshOnDevice::prepare(const MeshGrid& grid, std::size_t tokens) {
    if (grid == task_.grid && tokens == task_.count) return;
    task_.grid.n = 0;  // stays invalid until all of it succeeded
    const std::size_t cells = grid.cells(), nodes = grid.nodes();
    task_.count = tokens;
    task_.chunk = std::max(least_chunk, (tokens + most_chunks - 1) / most_chunks);
    task_.cell = cell_.reserve(tokens);
    task_.sorted_cell = sorted_cell_.reserve(tokens);
    task_.token = token_.reserve(tokens);
    task_.sorted_token = sorted_token_.reserve(tokens);
    task_.u = u_.reserve(tokens);
    task_.v = v_.reserve(tokens);
    task_.cell_begin = cell_begin_.reserve(cells);
    task_.cell_end = cell_end_.reserve(cells);
    const auto p = static_cast<std::size_t>(grid.p);
    task_.deposit = deposit_.reserve((tokens / task_.chunk + 1 + cells) * (grid.dimension == 3 ? p * p : p));
    task_.weight = weight_.reserve(nodes);
    task_.is_source = is_source_.reserve(nodes);
    task_.is_target = is_target_.reserve(nodes);
    task_.source = source_.reserve(nodes);
    task_.target = target_.reserve(nodes);
    task_.sources = sources_.reserve(4 * nodes);
    task_.block = block_.reserve(nodes / FarPairs::block + 1);
    task_.partial = partial_.reserve(node_parts * nodes);
    task_.node_value = node_value_.reserve(4 * nodes);
    task_.roughness_of = roughness_.reserve(cells);
    task_.counts = counts_.reserve(1);
    const std::vector<std::int32_t> order = compact_order(grid);
    runtime_.copy_to_device(order_.reserve(nodes), order.data(), nodes * sizeof order[0], stream_);
    runtime_.wait(stream_);
    task_.order = order_.data();
    task_.grid = grid;
    sort_by_cell(task_, nullptr, sort_bytes_, stream_);
    runtime_.launched("size of a sort");
    list_nodes(task_, nullptr, list_bytes_, stream_);
    runtime_.launched("size of a list");
    scratch_.reserve(std::max(sort_bytes_, list_bytes_));
}

void MeshOnDevice::evaluate(const CloudOnDevice& cloud, const Model& model, const MeshGrid& grid, Precision precision,
                            double negligible, TokenField* field) {
    prepare(grid, cloud.count);
    MeshTask& task = task_;
    task.exact = precision == Precision::double_;
    // Node weights of both signs may cancel down to 2^-26 of the heaviest, as on the CPU.
    const double longest = model.beta * log2_e * score_bound(model) + 26;
    task.shifted = longest > (task.exact ? kernel::Exponents<double>::largest_unshifted
                                         : kernel::Exponents<float>::largest_unshifted);
    task.tokens = cloud.tokens;
    task.masses = cloud.masses;
    task.log_unit = cloud.masses ? 0 : std::log(static_cast<double>(cloud.count));
    task.query_key = query_key(model);
    task.beta = model.beta;
    task.score_bound = score_bound(model);
    task.negligible = negligible;
    task.unnormalised = model.attention == Attention::unnormalized;
    task.field = field;

    runtime_.set_zero(task.counts, sizeof *task.counts, stream_);
    runtime_.set_zero(task.cell_begin, grid.cells() * sizeof(std::uint32_t), stream_);
    runtime_.set_zero(task.cell_end, grid.cells() * sizeof(std::uint32_t), stream_);
    const auto launched = [&](const char* kernel) { runtime_.launched(kernel); };
    launch_locate(task, sizes_, stream_);
    launched("kernel locate");
    sort_by_cell(task, scratch_.data(), sort_bytes_, stream_);
    launched("kernel sort_by_cell");
    launch_find_cells(task, sizes_, stream_);
    launched("kernel find_cells");
    launch_deposit(task, sizes_, stream_);
    launched("kernel deposit");
    launch_gather_nodes(task, sizes_, stream_);
    launched("kernel gather_nodes");
    list_nodes(task, scratch_.data(), list_bytes_, stream_);
    launched("kernel list_nodes");
    launch_sum_nodes(task, sizes_, stream_);
    launched("kernel sum_nodes");
    launch_read(task, sizes_, stream_);
    launched("kernel read");
    launch_roughness(task, sizes_, stream_);
    launched("kernel roughness");
}

MeshTask::Counts MeshOnDevice::counts() {
    MeshTask::Counts counts{};
    runtime_.copy_to_host(&counts, task_.counts, sizeof counts, stream_);
    runtime_.wait(stream_);
    return counts;
}

std::vector<std::size_t> MeshOnDevice::telling_tokens(std::size_t each) {
    const std::size_t cells = task_.grid.cells();
    std::vector<std::uint32_t> begin(cells), end(cells), token(task_.count);
    std::vector<double> rough(cells);
    const auto fetch = [&](auto& to, const void* from) {
        runtime_.copy_to_host(to.data(), from, to.size() * sizeof to[0], stream_);
    };
    fetch(begin, task_.cell_begin);
    fetch(end, task_.cell_end);
    fetch(rough, task_.roughness_of);
    fetch(token, task_.sorted_token);
    runtime_.wait(stream_);
    std::vector<std::pair<std::size_t, double>> first;
    for (std::size_t cell = 0; cell < cells; ++cell)
        if (begin[cell] != end[cell]) first.emplace_back(token[begin[cell]], rough[cell]);
    std::sort(first.begin(), first.end());
    std::vector<std::size_t> firsts;
    std::vector<double> roughness;
    for (const auto& [t, own] : first) {
        firsts.push_back(t);
        roughness.push_back(own);
    }
    return coalesce::telling_tokens(task_.count, each, firsts, roughness);
}

std::size_t MeshOnDevice::bytes() const {
    return cell_begin_.bytes() + cell_end_.bytes() + order_.bytes() + source_.bytes() + target_.bytes() +
           deposit_.bytes() + weight_.bytes() + sources_.bytes() + node_value_.bytes() + roughness_.bytes() +
           is_source_.bytes() + is_target_.bytes() + block_.bytes() + partial_.bytes();
}

}  // namespace coalesce::COALESCE_CUDA_PLACE
