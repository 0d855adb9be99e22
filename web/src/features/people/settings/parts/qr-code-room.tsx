import styles from './qr-code.module.css';

/** Takes the room of a QR code until it is there. */
export const QrCodeRoom = () => <div className={styles.code} />;
