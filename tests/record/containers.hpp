#pragma once

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace coalesce::test {

// Readers of MP4 (ISO/IEC 14496-12), GIF (89a) and PNG that share no code with the writers.

inline std::string bytes_of(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

inline std::uint64_t big_endian(const std::string& bytes, std::size_t at, int count) {
    std::uint64_t value = 0;
    for (int k = 0; k < count; ++k)
        value = value << 8 | static_cast<unsigned char>(bytes.at(at + static_cast<std::size_t>(k)));
    return value;
}

/// Checksum of ISO 3309, bit by bit, which PNG 5.5 requires of every chunk.
inline std::uint32_t checksum(const std::string& bytes) {
    std::uint32_t sum = 0xffffffffu;
    for (const char byte : bytes) {
        sum ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ (sum & 1 ? 0xedb88320u : 0);
    }
    return ~sum;
}

/// Four bytes of a number, the highest first.
inline std::string four_bytes(std::uint32_t number) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xff);
    return bytes;
}

/// A PNG's chunk: length, name and content, checksum.
inline std::string png_chunk(const std::string& name, const std::string& content) {
    return four_bytes(static_cast<std::uint32_t>(content.size())) + name + content +
           four_bytes(checksum(name + content));
}

/// Boxes in file order with their content: "moov", "moov/trak/mdia/mdhd" and so on.
struct Box {
    std::string name, data;
};

inline void read_boxes(const std::string& bytes, const std::string& parent, std::vector<Box>& boxes) {
    for (std::size_t at = 0; at + 8 <= bytes.size();) {
        std::size_t size = big_endian(bytes, at, 4), header = 8;
        const std::string type = bytes.substr(at + 4, 4), name = parent + type;
        if (size == 1) {
            size = big_endian(bytes, at + 8, 8);
            header = 16;
        }
        if (size < header || at + size > bytes.size()) return;
        boxes.push_back({name, bytes.substr(at + header, size - header)});
        if (type == "moov" || type == "trak" || type == "mdia" || type == "minf" || type == "stbl" || type == "edts")
            read_boxes(bytes.substr(at + header, size - header), name + "/", boxes);
        at += size;
    }
}

inline std::vector<Box> boxes_of(const std::string& path) {
    std::vector<Box> boxes;
    read_boxes(bytes_of(path), "", boxes);
    return boxes;
}

/// Index of the first box of that name; -1: none.
inline int find_box(const std::vector<Box>& boxes, const std::string& name) {
    for (std::size_t k = 0; k < boxes.size(); ++k)
        if (boxes[k].name == name) return static_cast<int>(k);
    return -1;
}

/// Seconds from a movie or media header: version 0 has 32-bit times, version 1 has 64-bit ones.
inline double header_seconds(const Box& header) {
    const bool wide = header.data.at(0) == 1;
    const std::size_t at = wide ? 20 : 12;
    return static_cast<double>(big_endian(header.data, at + 4, wide ? 8 : 4)) /
           static_cast<double>(big_endian(header.data, at, 4));
}

/// Display time of each picture of a GIF in hundredths of a second, and its comment.
struct GifTimes {
    std::vector<int> delays;
    std::string comment;
};

inline GifTimes gif_times(const std::string& path) {
    const std::string bytes = bytes_of(path);
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes.at(at)); };
    const auto table = [](unsigned flags) -> std::size_t { return flags & 0x80 ? 3u << ((flags & 7) + 1) : 0; };
    GifTimes times;
    std::size_t at = 13 + table(byte(10));
    const auto blocks = [&](std::string* text) {
        for (; byte(at) != 0; at += 1 + byte(at))
            if (text) *text += bytes.substr(at + 1, byte(at));
        ++at;
    };
    while (byte(at) != 0x3b) {
        if (byte(at) == 0x21) {
            const unsigned label = byte(at + 1);
            at += 2;
            if (label == 0xf9) times.delays.push_back(byte(at + 2) + 256 * byte(at + 3));
            blocks(label == 0xfe ? &times.comment : nullptr);
        } else {  // an image: descriptor, palette, code size, data
            at += 10 + table(byte(at + 9)) + 1;
            blocks(nullptr);
        }
    }
    return times;
}

}  // namespace coalesce::test
