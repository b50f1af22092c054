#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "view/image.hpp"

namespace coalesce::test {

/// A temporary folder, removed with its contents.
struct Folder {
    std::filesystem::path path;
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "coalesce-record-XXXXXX").string();
        path = mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string operator/(const char* name) const { return (path / name).string(); }
};

struct Probe {
    bool opened = false;
    std::string codec, comment;
    int width = 0, height = 0;
    double fps = 0;
    bool bt709 = false;
    double start = 0, duration = 0;  ///< seconds, from the container
    std::vector<double> times;       ///< times of the frames, seconds
    std::vector<Image> frames;
};

inline Image to_image(const AVFrame& frame) {
    Image image(frame.width, frame.height);
    SwsContext* scaler =
        sws_getContext(frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), frame.width, frame.height,
                       AV_PIX_FMT_RGBA, SWS_BILINEAR | SWS_ACCURATE_RND, nullptr, nullptr, nullptr);
    if (frame.colorspace == AVCOL_SPC_BT709) {
        const int* bt709 = sws_getCoefficients(SWS_CS_ITU709);
        sws_setColorspaceDetails(scaler, bt709, 0, bt709, 1, 0, 1 << 16, 1 << 16);
    }
    std::uint8_t* plane[1] = {image.rgba.data()};
    const int stride[1] = {4 * frame.width};
    sws_scale(scaler, frame.data, frame.linesize, 0, frame.height, plane, stride);
    sws_freeContext(scaler);
    return image;
}

/// Reads a video as a player would: every frame that can be decoded.
/// @param from  seconds to seek to first; reading starts at the key frame before
inline Probe probe(const std::string& path, double from = 0) {
    Probe result;
    AVFormatContext* format = nullptr;
    if (avformat_open_input(&format, path.c_str(), nullptr, nullptr) < 0) return result;
    if (avformat_find_stream_info(format, nullptr) >= 0 && format->nb_streams == 1) {
        const AVStream* stream = format->streams[0];
        const AVCodec* decoder = avcodec_find_decoder(stream->codecpar->codec_id);
        AVCodecContext* codec = avcodec_alloc_context3(decoder);
        avcodec_parameters_to_context(codec, stream->codecpar);
        avcodec_open2(codec, decoder, nullptr);
        result.opened = true;
        if (const AVDictionaryEntry* entry = av_dict_get(format->metadata, "comment", nullptr, 0))
            result.comment = entry->value;
        result.codec = decoder->name;
        result.width = codec->width;
        result.height = codec->height;
        result.fps = av_q2d(stream->avg_frame_rate);
        result.bt709 = stream->codecpar->color_space == AVCOL_SPC_BT709;
        result.start = static_cast<double>(format->start_time) / AV_TIME_BASE;
        result.duration = static_cast<double>(format->duration) / AV_TIME_BASE;
        if (from > 0 &&
            av_seek_frame(format, -1, static_cast<std::int64_t>(from * AV_TIME_BASE), AVSEEK_FLAG_BACKWARD) < 0)
            return result;
        AVPacket* packet = av_packet_alloc();
        AVFrame* frame = av_frame_alloc();
        const auto receive = [&] {
            while (avcodec_receive_frame(codec, frame) >= 0) {
                result.frames.push_back(to_image(*frame));
                result.times.push_back(static_cast<double>(frame->best_effort_timestamp) * av_q2d(stream->time_base));
            }
        };
        while (av_read_frame(format, packet) >= 0) {
            avcodec_send_packet(codec, packet);
            receive();
            av_packet_unref(packet);
        }
        avcodec_send_packet(codec, nullptr);
        receive();
        av_frame_free(&frame);
        av_packet_free(&packet);
        avcodec_free_context(&codec);
    }
    avformat_close_input(&format);
    return result;
}

}  // namespace coalesce::test
