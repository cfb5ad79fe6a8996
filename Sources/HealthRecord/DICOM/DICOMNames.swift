/// What the usual unique identifiers of DICOM stand for (PS3.6 table A-1).
enum DICOMNames {
    static let deflatedExplicitLittleEndian = "1.2.840.10008.1.2.1.99"

    static func transferSyntax(_ identifier: String) -> String? { transferSyntaxes[identifier] }

    static func sopClass(_ identifier: String) -> String? {
        guard identifier.hasPrefix(storage) else { return nil }
        return storageClasses[String(identifier.dropFirst(storage.count))]
    }

    private static let transferSyntaxes = [
        "1.2.840.10008.1.2": "Implicit VR Little Endian",
        "1.2.840.10008.1.2.1": "Explicit VR Little Endian",
        "1.2.840.10008.1.2.1.99": "Deflated Explicit VR Little Endian",
        "1.2.840.10008.1.2.2": "Explicit VR Big Endian",
        "1.2.840.10008.1.2.4.50": "JPEG Baseline (Process 1)",
        "1.2.840.10008.1.2.4.51": "JPEG Extended (Process 2 and 4)",
        "1.2.840.10008.1.2.4.57": "JPEG Lossless, Non-Hierarchical (Process 14)",
        "1.2.840.10008.1.2.4.70": "JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14 [Selection Value 1])",
        "1.2.840.10008.1.2.4.80": "JPEG-LS Lossless Image Compression",
        "1.2.840.10008.1.2.4.81": "JPEG-LS Lossy (Near-Lossless) Image Compression",
        "1.2.840.10008.1.2.4.90": "JPEG 2000 Image Compression (Lossless Only)",
        "1.2.840.10008.1.2.4.91": "JPEG 2000 Image Compression",
        "1.2.840.10008.1.2.4.100": "MPEG2 Main Profile / Main Level",
        "1.2.840.10008.1.2.4.102": "MPEG-4 AVC/H.264 High Profile / Level 4.1",
        "1.2.840.10008.1.2.4.107": "HEVC/H.265 Main Profile / Level 5.1",
        "1.2.840.10008.1.2.4.201": "High-Throughput JPEG 2000 Image Compression (Lossless Only)",
        "1.2.840.10008.1.2.4.203": "High-Throughput JPEG 2000 Image Compression",
        "1.2.840.10008.1.2.5": "RLE Lossless",
    ]

    private static let storage = "1.2.840.10008.5.1.4.1.1."

    private static let storageClasses = [
        "1": "Computed Radiography Image Storage",
        "1.1": "Digital X-Ray Image Storage - For Presentation",
        "1.2": "Digital Mammography X-Ray Image Storage - For Presentation",
        "1.3": "Digital Intra-Oral X-Ray Image Storage - For Presentation",
        "2": "CT Image Storage",
        "2.1": "Enhanced CT Image Storage",
        "3.1": "Ultrasound Multi-frame Image Storage",
        "4": "MR Image Storage",
        "4.1": "Enhanced MR Image Storage",
        "6.1": "Ultrasound Image Storage",
        "7": "Secondary Capture Image Storage",
        "7.4": "Multi-frame True Color Secondary Capture Image Storage",
        "9.1.1": "12-lead ECG Waveform Storage",
        "9.1.2": "General ECG Waveform Storage",
        "9.1.3": "Ambulatory ECG Waveform Storage",
        "9.2.1": "Hemodynamic Waveform Storage",
        "11.1": "Grayscale Softcopy Presentation State Storage",
        "12.1": "X-Ray Angiographic Image Storage",
        "12.2": "X-Ray Radiofluoroscopic Image Storage",
        "13.1.3": "Breast Tomosynthesis Image Storage",
        "20": "Nuclear Medicine Image Storage",
        "66.4": "Segmentation Storage",
        "77.1.1": "VL Endoscopic Image Storage",
        "77.1.2": "VL Microscopic Image Storage",
        "77.1.4": "VL Photographic Image Storage",
        "77.1.5.1": "Ophthalmic Photography 8 Bit Image Storage",
        "77.1.6": "VL Whole Slide Microscopy Image Storage",
        "88.11": "Basic Text SR Storage",
        "88.22": "Enhanced SR Storage",
        "88.33": "Comprehensive SR Storage",
        "88.67": "X-Ray Radiation Dose SR Storage",
        "104.1": "Encapsulated PDF Storage",
        "128": "Positron Emission Tomography Image Storage",
        "481.1": "RT Image Storage",
        "481.2": "RT Dose Storage",
        "481.3": "RT Structure Set Storage",
        "481.5": "RT Plan Storage",
    ]
}
