#include "command/checkpoint.hpp"

#include <boost/crc.hpp>
#include <cereal/archives/binary.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/string.hpp>
#include <cstdio>
#include <cstring>
#include <limits>
#include <sstream>
#include <system_error>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/output.hpp"
#include "version.hpp"

namespace coalesce::command {

void note_failure(const std::string& failure) {
    if (!failure.empty()) std::fprintf(stderr, "coalesce: %s; the checkpoint before stays\n", failure.c_str());
}

template <class Archive>
void serialize(Archive& archive, SnapshotRule& rule) {
    archive(rule.every, rule.per_decade);
}

template <class Archive>
void serialize(Archive& archive, Checkpoint& checkpoint) {
    archive(checkpoint.program, checkpoint.instructions, checkpoint.scene, checkpoint.tokens, checkpoint.backend,
            checkpoint.seconds, checkpoint.snapshots, checkpoint.time, checkpoint.steps, checkpoint.state);
}

namespace {

constexpr std::string_view magic("coalesce-run\r\n\x1a\n", 16);  // a transfer as text would change the line ends
constexpr std::uint32_t format = 1;
constexpr std::size_t largest_checkpoint = std::size_t{64} << 30;

/// The header before the body.
struct Header {
    char magic[16];
    std::uint32_t format, crc;
    std::uint64_t length;
};
static_assert(sizeof(Header) == 32);

Header header_of(std::string_view body) {
    Header header{{}, format, crc32(body.data(), body.size()), body.size()};
    magic.copy(header.magic, magic.size());
    return header;
}

/// Writes a file; returns why it could not be written, or an empty text.
std::string written(const std::filesystem::path& path, const std::string& bytes, const std::function<void()>& first) {
    try {
        PendingFile file(path);
        file.write(bytes);
        first();
        file.commit();
    } catch (const std::exception& error) {
        return error.what();
    }
    return {};
}

}  // namespace

std::uint32_t crc32(const void* bytes, std::size_t count) {
    boost::crc_32_type crc;
    crc.process_bytes(bytes, count);
    return crc.checksum();
}

std::string this_program() {
    return program_name_and_version() + ", compiler " + __VERSION__;
}

std::string Checkpoint::bytes() const {
    std::ostringstream stream;
    // The header is known only once the body is: room for it comes first, so that the body is not moved.
    stream << std::string(sizeof(Header), '\0');
    cereal::BinaryOutputArchive archive(stream);
    archive(*this);
    std::string all = std::move(stream).str();
    const Header header = header_of(std::string_view(all).substr(sizeof(Header)));
    std::memcpy(all.data(), &header, sizeof header);
    return all;
}

bool has_checkpoint(const std::filesystem::path& folder) {
    std::error_code ignored;
    return std::filesystem::exists(folder / Checkpoint::file_name, ignored);
}

Checkpoint read_checkpoint(const std::filesystem::path& path) {
    const std::string name = path.string();
    const std::string all = read_text(path, largest_checkpoint);
    Header header{};
    if (all.size() < sizeof header || std::string_view(all).substr(0, magic.size()) != magic)
        throw InputError(name + ": is no checkpoint of a run");
    std::memcpy(&header, all.data(), sizeof header);
    if (header.format != format)
        throw InputError(name + ": found a checkpoint of format " + std::to_string(header.format) + ", expected " +
                         std::to_string(format));
    const std::string_view body = std::string_view(all).substr(sizeof header);
    if (header.length != body.size())
        throw InputError(name + ": found " + std::to_string(body.size()) + " bytes after its header, expected " +
                         std::to_string(header.length) + ": the checkpoint is cut short or damaged");
    if (header.crc != crc32(body.data(), body.size()))
        throw InputError(name + ": the checkpoint is damaged: its checksum differs");
    Checkpoint checkpoint;
    try {
        std::istringstream stream{std::string(body)};
        cereal::BinaryInputArchive archive(stream);
        std::string program;
        archive(program);
        if (program != this_program())
            throw InputError(name + ": found a checkpoint of " + program + ", expected one of this program, " +
                             this_program());
        stream.seekg(0);
        archive(checkpoint);
    } catch (const InputError&) {
        throw;
    } catch (const std::exception&) {
        throw InputError(name + ": the checkpoint cannot be read");
    }
    return checkpoint;
}

CheckpointWriter::CheckpointWriter(std::filesystem::path path, double seconds)
    : path_(std::move(path)), between_(seconds) {}

bool CheckpointWriter::due() const {
    if (Clock::now() < next_) return false;
    return !failure_.valid() || failure_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

void CheckpointWriter::begin(Checkpoint checkpoint, std::function<void()> first) {
    note_failure(finish());
    next_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(between_);
    writing_ = checkpoint.time;
    failure_ =
        std::async(std::launch::async, [path = path_, checkpoint = std::move(checkpoint), first = std::move(first)] {
            return written(path, checkpoint.bytes(), first);
        });
}

std::string CheckpointWriter::finish() {
    if (!failure_.valid()) return {};
    std::string failure = failure_.get();
    if (failure.empty()) time_ = writing_;
    return failure;
}

}  // namespace coalesce::command
